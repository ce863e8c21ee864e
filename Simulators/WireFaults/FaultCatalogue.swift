/// The faults that any line may suffer at any request, each with its default shape.
package enum FaultCatalogue {
  /// Faults of one request or one connection, after which the next may go well.
  package static let passing: [any Fault] = [
    Late(), Never(), Truncated(), Trickled(), WrongUnit(), WrongTransaction(), WrongFunction(),
    WrongLength(), BadChecksum(), Duplicated(), Unsolicited(), ResetMidFrame(), HalfOpen(),
    Split(), Merged(), OverLong(), Spliced(), CloseAfterAnswer(), Echo(),
  ]

  /// Faults of whole outages.
  package static let outages: [any Fault] = [Refuse(), AcceptAndIgnore(), BlackHole(), Never()]

  /// The codes that devices and gateways give, and some that nobody defined.
  package static let exceptionCodes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 200]

  package static let exceptionStorms: [any Fault] = exceptionCodes.map(ExceptionStorm.init)
}
