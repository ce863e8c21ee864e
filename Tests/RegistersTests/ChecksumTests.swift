import Registers
import TestSupport
import Testing

@Suite("The checksum of serial frames")
struct ChecksumTests {
  @Test(
    "is right for known frames",
    arguments: [
      ([0x02, 0x07], 0x1241),  // the example of MODBUS over Serial Line V1.02, appendix B
      ([0x01, 0x03, 0x00, 0x00, 0x00, 0x0A], 0xCDC5),
      ([0x11, 0x03, 0x00, 0x6B, 0x00, 0x03], 0x8776),
      (Array("123456789".utf8), 0x4B37),  // the check value of CRC-16/MODBUS
      ([], 0xFFFF),
    ] as [([UInt8], UInt16)])
  func known(bytes: [UInt8], checksum: UInt16) {
    #expect(crc16(bytes) == checksum)
  }

  @Test("over a frame with its own checksum is zero")
  func remainder() {
    var generator = SeededGenerator(seed: 1)
    for count in 1...255 {
      let body = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let checksum = crc16(body)
      #expect(crc16(body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]) == 0)
    }
  }
}
