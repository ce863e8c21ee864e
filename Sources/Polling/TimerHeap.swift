/// The pending instants of a fixed set of timers, earliest first: a binary heap that knows where
/// each timer lies, so that setting, moving and stopping one costs a few steps and no hashing.
struct TimerHeap: Sendable {
  private var instants: [UInt64]
  private var heap: [Int32] = []
  /// The place of each timer in the heap; -1 while it is stopped.
  private var places: [Int32]

  /// All timers stopped.
  init(count: Int) {
    instants = Array(repeating: 0, count: count)
    places = Array(repeating: -1, count: count)
    heap.reserveCapacity(count)
  }

  /// The earliest instant of all.
  var earliest: UInt64? { heap.first.map { instants[Int($0)] } }

  /// The timer of the earliest instant, if that has come. Timers of one instant come in the order
  /// of their numbers.
  func due(at now: UInt64) -> Int? {
    guard let first = heap.first, instants[Int(first)] <= now else { return nil }
    return Int(first)
  }

  mutating func set(_ timer: Int, at instant: UInt64) {
    if places[timer] < 0 {
      instants[timer] = instant
      places[timer] = Int32(heap.count)
      heap.append(Int32(timer))
      rise(heap.count - 1)
    } else if instants[timer] != instant {
      instants[timer] = instant
      rise(Int(places[timer]))
      sink(Int(places[timer]))
    }
  }

  mutating func stop(_ timer: Int) {
    let place = Int(places[timer])
    guard place >= 0 else { return }
    places[timer] = -1
    let last = heap.removeLast()
    guard place < heap.count else { return }
    put(last, at: place)
    rise(place)
    sink(Int(places[Int(last)]))
  }

  private mutating func put(_ timer: Int32, at place: Int) {
    heap[place] = timer
    places[Int(timer)] = Int32(place)
  }

  private func comesBefore(_ left: Int32, _ right: Int32) -> Bool {
    let (first, second) = (instants[Int(left)], instants[Int(right)])
    return first == second ? left < right : first < second
  }

  private mutating func rise(_ place: Int) {
    let timer = heap[place]
    var place = place
    while place > 0 {
      let parent = (place - 1) / 2
      guard comesBefore(timer, heap[parent]) else { break }
      put(heap[parent], at: place)
      place = parent
    }
    put(timer, at: place)
  }

  private mutating func sink(_ place: Int) {
    let timer = heap[place]
    var place = place
    while true {
      var child = place * 2 + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, comesBefore(heap[child + 1], heap[child]) { child += 1 }
      guard comesBefore(heap[child], timer) else { break }
      put(heap[child], at: place)
      place = child
    }
    put(timer, at: place)
  }
}
