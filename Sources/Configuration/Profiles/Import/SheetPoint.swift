import DeviceProfiles
import Registers

/// One row of a register spreadsheet, understood as a point.
struct SheetPoint {
  var line: Int
  var name: String
  var table: RegisterTable
  var address: Int
  var encoding: RegisterEncoding
  var scale = 1.0
  var offset = 0.0
  /// In base units; nil when the sheet says none.
  var unit: String?
  var states: [(number: Int, name: String)] = []
  var flags: [(number: Int, name: String)] = []
  var quantity: Quantity?
  var labels: [Label] = []
  /// Another point of the draft that has the same register.
  var shares: String?
  var help = ""

  /// The addresses that it covers.
  var addresses: Range<Int> {
    address..<address + (table.holdsBits ? 1 : encoding.registerCount)
  }
}
