import Readings

/// A change that somebody makes to the site file while the agent runs, drawn before anybody knows
/// how things will stand.
package struct SiteEdit: Hashable, Sendable {
  package enum Change: Hashable, Sendable {
    /// A device is asked so many times as seldom as it was drawn.
    case slows(device: Int, factor: Int)
    /// The limits of the site's rules move, or move back.
    case limits
    /// A device comes that was there and unknown.
    case adds(spare: Int)
    /// A device leaves, or comes back.
    case removes(device: Int)
    /// A device is asked under an address at which nobody is, until that is mended.
    case misaddresses(device: Int)
    /// The file has a mistake, which is taken back.
    case mistake

    /// Whether it ends with the disturbance.
    var isMended: Bool { if case .misaddresses = self { true } else { false } }

    /// The kind, for counting.
    var name: String {
      switch self {
      case .slows: "interval"
      case .limits: "limits"
      case .adds: "device added"
      case .removes: "device removed or back"
      case .misaddresses: "wrong address"
      case .mistake: "mistake"
      }
    }
  }

  package var change: Change
  /// The interval of the device that it is about, where that is another afterwards.
  package var interval: Duration?
  /// For how long devices are watched that were well; nil when the agent is not to go back.
  package var trial: Duration?
  /// What it is, for people.
  package var text: String
}
