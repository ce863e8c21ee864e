/// What became of an act, in words. Given once its record is on disk, or, saying so, when the disk
/// does not take it.
package enum OperatorAnswer: Hashable, Sendable {
  case done(String)
  case refused(String)

  /// The answer when its record is not on disk.
  func unwritten(because reason: String) -> OperatorAnswer {
    let note = " (journal not written: \(reason))"
    switch self {
    case .done(let text): return .done(text + note)
    case .refused(let text): return .refused(text + note)
    }
  }
}
