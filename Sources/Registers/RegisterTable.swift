/// One of the four address spaces of a Modbus device. Table and address are always two fields;
/// the 30001/40001 notation of data sheets does not occur in the product.
package enum RegisterTable: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  case coil = 1
  case discreteInput = 2
  case holdingRegister = 3
  case inputRegister = 4

  /// The name in site files and profiles: `coil`, `discrete`, `holding`, `input`.
  package var name: String {
    switch self {
    case .coil: "coil"
    case .discreteInput: "discrete"
    case .holdingRegister: "holding"
    case .inputRegister: "input"
    }
  }

  package init?(name: String) {
    guard let table = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = table
  }

  /// The function that reads this table.
  package var functionCode: FunctionCode {
    switch self {
    case .coil: .readCoils
    case .discreteInput: .readDiscreteInputs
    case .holdingRegister: .readHoldingRegisters
    case .inputRegister: .readInputRegisters
    }
  }

  /// Whether an address of the table holds one bit; otherwise it holds a 16-bit word.
  package var holdsBits: Bool { self == .coil || self == .discreteInput }

  /// The most addresses one request may ask for: 2000 bits or 125 words (V1.1b3, clauses 6.1–6.4).
  package var maximumCount: Int { holdsBits ? 2000 : 125 }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
