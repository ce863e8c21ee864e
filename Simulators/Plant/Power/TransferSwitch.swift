/// The automatic transfer switch of one feed: mains or generator, never both.
///
/// It takes the generator only once that is up to voltage, and goes back when the mains have been
/// good for a while, so that a mains supply that comes and goes does not make it hunt. Toward a
/// dead source it opens before it closes; between two good ones it closes first, for a few cycles
/// in which both are in step, so that nothing behind it notices.
struct TransferSwitch: Sendable {
  enum Source: Sendable, Equatable { case utility, generator }

  /// The bounds of its behaviour, in seconds.
  enum Delay {
    /// Mains must be bad for so long before the generator is called.
    static let mainsFailure = 2.0
    /// Mains must be good for so long before the load goes back.
    static let mainsReturn = 30.0
    /// The contacts are open between a dead source and the next.
    static let opening = 0.6
    /// Feeds follow each other on the generator, so that it takes its load in steps.
    static let stagger = 2.0
  }

  /// The source connected now; nil while the contacts travel.
  private(set) var source: Source? = .utility
  /// Whether the switch wants a generator to run.
  private(set) var callsGenerator = false
  private var target: Source = .utility
  private var closesAt = 0.0
  private var mainsBadSince: Double?
  private var mainsGoodSince: Double? = 0
  private var generatorGoodSince: Double?

  /// - Parameters:
  ///   - order: the place of the feed in the sequence of load acceptance, from 0.
  ///   - hasGenerator: whether there is a second source at all.
  mutating func step(
    utility: Supply, generator: Supply, order: Int, hasGenerator: Bool, at time: Double
  ) {
    guard hasGenerator else { return }
    mainsGoodSince = utility.isAcceptable ? mainsGoodSince ?? time : nil
    mainsBadSince = utility.isAcceptable ? nil : mainsBadSince ?? time
    generatorGoodSince = generator.isAcceptable ? generatorGoodSince ?? time : nil
    if let bad = mainsBadSince, time - bad >= Delay.mainsFailure { callsGenerator = true }
    if source == nil, time >= closesAt { source = target }

    switch source {
    case .utility:
      let isDue = generatorGoodSince.map { time - $0 >= 0.5 + Double(order) * Delay.stagger }
      if callsGenerator, mainsBadSince != nil, isDue == true { open(toward: .generator, at: time) }
      if let good = mainsGoodSince, time - good >= Delay.mainsReturn { callsGenerator = false }
    case .generator:
      guard let good = mainsGoodSince else { break }
      if !generator.isAcceptable {
        open(toward: .utility, at: time)
      } else if time - good >= Delay.mainsReturn {
        source = .utility
      } else {
        break
      }
      callsGenerator = false
    case nil: break
    }
  }

  private mutating func open(toward next: Source, at time: Double) {
    source = nil
    target = next
    closesAt = time + Delay.opening
  }
}
