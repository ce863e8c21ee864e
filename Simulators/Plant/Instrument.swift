/// The model behind a device, by its place in the hall's list of that kind.
enum Instrument: Sendable, Hashable {
  case ups(Int)
  case generator(Int)
  /// The transfer switch of a feed.
  case transferSwitch(feed: Int)
  case meter(Int)
  case pack(Int)
  case cooling(Int)
  case chiller(Int)
  case probe(Int)
  case leak(Int)
  case smoke(Int)
  case contacts(Int)
  case other
}
