import Configuration
import DeviceProfiles
import ModbusLink
import Readings
import Registers

#if FUZZING
  import FuzzDriver
#endif

/// What a device, or whoever is in its place, sends as an answer: cut into frames, proven, decoded.
/// The input is a sequence of questions, each with the bytes that come back.
package enum FuzzModbusAnswer {
  /// Families that between them use every way of decoding.
  private static let families = [
    "apc-smart-ups", "deepsea-gencomm", "vertiv-liebert-crv", "schneider-pm5000", "vaisala-hmw90",
    "moxa-iologik-e1240", "kidde-alarmline2-lhd", "huawei-ups2000",
  ]
  private static let profiles: [DeviceProfile] =
    families.compactMap { ProfileCatalogue.named($0) }
    + [ProfileCatalogue.named("sunspec-battery-802")?.locatedAsUsual].compactMap(\.self)
  private static let decoders = profiles.map { DeviceDecoder(profile: $0) }

  /// What is wrong with how the bytes are read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    var script = AnswerScript(rest: bytes[...])
    let place = script.byte() % profiles.count
    let profile = profiles[place]
    var decoder = decoders[place]
    for _ in 0..<4 where !script.rest.isEmpty {
      if let complaint = exchange(&script, profile, &decoder) { return complaint }
    }
    return nil
  }

  /// One question and what comes back.
  private static func exchange(
    _ script: inout AnswerScript, _ profile: DeviceProfile, _ decoder: inout DeviceDecoder
  ) -> String? {
    let options = script.byte()
    let framing: Framing = options & 1 == 0 ? .tcp : .rtu
    let unit = UnitID(rawValue: UInt8(options >> 4)) ?? .direct
    switch options >> 1 & 3 {
    case 0:
      let access = IdentificationRequest.Access(rawValue: UInt8(1 + options >> 6)) ?? .basic
      let request = IdentificationRequest(unit: unit, access: access)
      let (frame, page) = script.answer(to: request, framing)
      guard let page else { return nil }
      var reading = IdentificationReading(unit: unit)
      for _ in 0..<300 where reading.request != nil { reading.take(page) }
      if reading.request != nil { return "the identification of \(frame) has no end" }
      return extent(of: frame, framing)
    case 1:
      let (frame, answer) = script.answer(to: ServerIDRequest(unit: unit), framing)
      guard let answer else { return nil }
      _ = answer.text
      return extent(of: frame, framing)
    default:
      guard let span = script.span(of: profile) else { return nil }
      let (frame, block) = script.answer(to: ReadRequest(unit: unit, span: span), framing)
      guard let block else { return nil }
      return extent(of: frame, framing) ?? decode(block, profile, &decoder)
    }
  }

  /// Whatever is proven is what would have been cut from the stream as one frame.
  private static func extent(of frame: [UInt8], _ framing: Framing) -> String? {
    var frame = frame
    let count = frame.count
    let extent = frame.withUnsafeMutableBufferPointer {
      FrameExtent.of($0[..<count], framing: framing)
    }
    return extent == .bytes(count) ? nil : "\(frame) is proven, but cut as \(extent)"
  }

  private static func decode(
    _ block: RegisterBlock, _ profile: DeviceProfile, _ decoder: inout DeviceDecoder
  ) -> String? {
    var complaint: String?
    var seen: Set<Int> = []
    decoder.decode(block) { place, outcome in
      guard profile.points.indices.contains(place), seen.insert(place).inserted else {
        complaint = "point \(place) is said twice, or not there"
        return
      }
      let point = profile.points[place]
      switch outcome {
      case .value(.number(let number)):
        if !number.isFinite || point.plausible.map({ !$0.contains(number) }) == true {
          complaint = "\(point.name) is \(number)"
        }
      case .value(.state(let state)) where point.stateName(state) == nil:
        complaint = "\(point.name) has no state \(state)"
      case .value(.text(let text)) where text.utf8.contains { $0 < 0x20 }:
        complaint = "\(point.name) is \(text)"
      case .value, .none: break
      }
    }
    return complaint
  }
}

/// The input taken apart into questions and answers.
private struct AnswerScript {
  var rest: ArraySlice<UInt8>

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  /// Registers at a point of the profile, so that there is something to decode.
  mutating func span(of profile: DeviceProfile) -> RegisterSpan? {
    let points = profile.points.filter { $0.span != nil }
    guard !points.isEmpty, let start = points[byte() % points.count].span else { return nil }
    let count = 1 + byte() % start.table.maximumCount
    return RegisterSpan(
      table: start.table, start: start.start, count: min(count, 65_536 - Int(start.start)))
  }

  /// The bytes that come back, and what they prove.
  mutating func answer<Request: UnitRequest>(
    to request: Request, _ framing: Framing
  ) -> (frame: [UInt8], answer: Request.Answer?) {
    let style = byte()
    let transaction = UInt16(truncatingIfNeeded: byte() << 8 | byte())
    var frame = Array(rest.prefix(byte() + 5))
    rest = rest.dropFirst(frame.count)
    // Mostly in a frame that is right, so that the proof is not the end of everything.
    if style & 3 != 0 {
      frame = Self.enveloped(request, frame, framing, transaction)
    }
    let answer = try? ResponseProof.prove(
      frame, answers: request, transaction: transaction, framing: framing)
    return (frame, answer)
  }

  private static func enveloped<Request: UnitRequest>(
    _ request: Request, _ bytes: [UInt8], _ framing: Framing, _ transaction: UInt16
  ) -> [UInt8] {
    var body = request.function.opening + bytes
    if let read = request as? ReadRequest {
      body = [read.function.rawValue, UInt8(read.answerByteCount)]
      body += (0..<read.answerByteCount).map { bytes.isEmpty ? 0 : bytes[$0 % bytes.count] }
    } else if request is ServerIDRequest {
      body = [request.function.rawValue, UInt8(truncatingIfNeeded: bytes.count)] + bytes
    }
    let unit = [request.unit.rawValue]
    switch framing {
    case .tcp:
      let length = body.count + 1
      return [
        UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, UInt8(length >> 8),
        UInt8(length & 0xFF),
      ] + unit + body
    case .rtu:
      let checksum = crc16(unit + body)
      return unit + body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
  }
}

#if FUZZING
  @_cdecl("FuzzModbusAnswer_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzModbusAnswer.complaint(about:))
  }
#endif
