import Registers
import TestSupport
import Testing

@Suite("Device identification")
struct IdentificationTests {
  private let unit = UnitID(rawValue: 17)!

  private func prove<Request: UnitRequest>(
    _ body: [UInt8], _ request: Request, framing: Framing = .tcp
  ) -> Result<Request.Answer, ModbusFault> {
    var frame: [UInt8] = [0, 9, 0, 0, 0, UInt8(body.count + 1), 17] + body
    if framing == .rtu {
      frame = [17] + body
      let checksum = crc16(frame)
      frame += [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
    return Result { () throws(ModbusFault) in
      try ResponseProof.prove(frame, answers: request, transaction: 9, framing: framing)
    }
  }

  /// One object as it stands in an answer.
  private func object(_ id: UInt8, _ text: String) -> [UInt8] {
    [id, UInt8(text.utf8.count)] + text.utf8
  }

  /// The examples of V1.1b3, clause 6.21: everything in one answer.
  @Test("has the data unit of the specification, and its answer is read")
  func oneAnswer() throws {
    let request = IdentificationRequest(unit: unit, access: .basic)
    #expect(request.dataUnit == [0x2B, 0x0E, 0x01, 0x00])
    #expect(request.frame(.tcp, transaction: 9) == [0, 9, 0, 0, 0, 5, 17, 0x2B, 0x0E, 1, 0])
    let body: [UInt8] =
      [0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x03] + object(0, "Company identification")
      + object(1, "Product code XX") + object(2, "V2.11")
    for framing in [Framing.tcp, .rtu] {
      let page = try prove(body, request, framing: framing).get()
      #expect(page.conformity.access == .basic && !page.conformity.offersIndividualAccess)
      #expect(page.next == nil)
      #expect(
        page.objects.map(\.text) == ["Company identification", "Product code XX", "V2.11"])
      #expect(page.objects.map(\.id.name) == ["vendor_name", "product_code", "revision"])
    }
  }

  /// The second example of the clause: more follows, and the next request names the object.
  @Test("goes on where an answer says that more follows")
  func moreFollows() throws {
    var reading = IdentificationReading(unit: unit)
    let first = try #require(reading.request)
    let page: [UInt8] =
      [0x2B, 0x0E, 0x01, 0x01, 0xFF, 0x02, 0x02] + object(0, "Company identification")
      + object(1, "Product code 0123456789ABCDEF")
    reading.take(try prove(page, first).get())
    let second = try #require(reading.request)
    #expect(second.dataUnit == [0x2B, 0x0E, 0x01, 0x02])
    reading.take(
      try prove([0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x01] + object(2, "V2.11"), second).get())
    #expect(reading.request == nil)
    #expect(reading.objects.map(\.id) == [.vendorName, .productCode, .revision])
  }

  @Test("asks a device that conforms further for the wider stream, and each object counts once")
  func wider() throws {
    var reading = IdentificationReading(unit: unit)
    let basic: [UInt8] = [0x2B, 0x0E, 1, 0x82, 0, 0, 1] + object(0, "Maker")
    reading.take(try prove(basic, reading.request!).get())
    #expect(reading.request?.dataUnit == [0x2B, 0x0E, 2, 0])
    let regular: [UInt8] =
      [0x2B, 0x0E, 2, 0x82, 0, 0, 2] + object(0, "Maker") + object(4, "Product \0 ")
    reading.take(try prove(regular, reading.request!).get())
    #expect(reading.request == nil)
    #expect(reading.objects.map(\.text) == ["Maker", "Product"])
    #expect(reading.conformity?.offersIndividualAccess == true)
  }

  @Test("a device that always says more follows is not followed in circles")
  func circle() throws {
    var reading = IdentificationReading(unit: unit)
    var asked = 0
    while let request = reading.request {
      asked += 1
      let page: [UInt8] = [0x2B, 0x0E, 1, 1, 0xFF, 1, 1] + object(0, "Maker")
      reading.take(try prove(page, request).get())
    }
    #expect(asked == 2)
  }

  @Test(
    "is not believed when it answers another question or its lengths disagree",
    arguments: [
      ([0x2B, 0x0D, 1, 1, 0, 0, 0], .function), ([0x2B, 0x0E, 2, 1, 0, 0, 0], .function),
      ([0x03, 0x0E, 1, 1, 0, 0, 0], .function), ([0x2B, 0x0E, 1, 1, 0, 0], .length),
      ([0x2B, 0x0E, 1, 1, 0, 0, 1], .length), ([0x2B, 0x0E, 1, 1, 0, 0, 1, 0, 3, 65], .length),
      ([0x2B, 0x0E, 1, 1, 0, 0, 1, 0, 1, 65, 66], .length), ([0x2B, 0x0E], .length),
      ([0x2B, 0x0E, 1, 1, 0, 0, 2, 0, 1, 65], .length), ([0xAB, 1, 2], .length),
    ] as [([UInt8], ResponseFlaw)])
  func flawed(body: [UInt8], flaw: ResponseFlaw) {
    let request = IdentificationRequest(unit: unit, access: .basic)
    #expect(prove(body, request) == .failure(.flawed(flaw)))
    #expect(prove(body, request, framing: .rtu) == .failure(.flawed(flaw)))
  }

  @Test("that a device does not offer is an exception")
  func refused() {
    let request = IdentificationRequest(unit: unit, access: .individual, object: .vendorURL)
    #expect(request.dataUnit == [0x2B, 0x0E, 4, 3])
    #expect(prove([0xAB, 1], request) == .failure(.exception(.illegalFunction)))
    #expect(prove([0xAB, 2], request) == .failure(.exception(.illegalDataAddress)))
  }

  /// V1.1b3, clause 6.13; the answer is the one that libmodbus' own server gives.
  @Test("a server identifier is the maker's bytes, with the word in them")
  func serverID() throws {
    let request = ServerIDRequest(unit: unit)
    #expect(request.dataUnit == [0x11])
    #expect(request.frame(.tcp, transaction: 9) == [0, 9, 0, 0, 0, 2, 17, 0x11])
    let body: [UInt8] = [0x11, 10, 180, 0xFF] + "LMB3.1.6".utf8
    let answer = try prove(body, request).get()
    #expect(answer.bytes.count == 10 && answer.text == "LMB3.1.6")
    #expect(try prove([0x11, 2, 1, 0xFF], request).get().text == nil)
    #expect(try prove([0x11, 0], request).get().bytes == [])
    #expect(prove([0x11, 3, 1, 0xFF], request) == .failure(.flawed(.length)))
    #expect(prove([0x11], request, framing: .tcp) == .failure(.flawed(.length)))
  }

  @Test("random bytes never crash the proof")
  func noise() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...24, using: &generator)
      var body = (0..<count).map { _ in UInt8.random(in: 0...4, using: &generator) }
      body.replaceSubrange(0..<min(2, count), with: [0x2B, 0x0E].prefix(count))
      if case .success(let page) = prove(body, IdentificationRequest(unit: unit, access: .basic)) {
        #expect(page.objects.reduce(7) { $0 + 2 + $1.bytes.count } == count)
      }
    }
  }
}
