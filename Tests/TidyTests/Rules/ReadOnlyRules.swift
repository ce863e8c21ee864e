extension TidyRule {
  /// The product cannot change a device: it names no write function of Modbus.
  static let readOnly = TidyRule(
    name: "no source names a Modbus write",
    findings: { files in
      let words = [
        "modbus_write", "modbus_mask_write", "modbus_send_raw_write", "write_and_read",
        "writeRegister", "writeCoil", "writeSingle", "writeMultiple", "maskWrite",
      ]
      return files.filter { $0.target != nil }.flatMap { file in
        words.filter(file.text.contains).map { "\(file.path): says \($0)" }
      }
    },
    faults: [
      [SourceFile(path: "Sources/ModbusLink/A.swift", text: "modbus_write_register(c, 0, 1)")],
      [SourceFile(path: "Sources/CModbus/shim.h", text: "modbus_mask_write_register(c, 0, 1, 2);")],
      [SourceFile(path: "Simulators/PlantServer/A.swift", text: "case writeMultipleRegisters")],
    ])

  /// The functions that a request can carry are the four reads and the two that ask who it is.
  static let functionCodes = TidyRule(
    name: "the function codes that exist read registers or ask who a device is",
    findings: { files in
      codeFindings(in: files, where: { $0.path == "Sources/Registers/FunctionCode.swift" }) {
        _, line in
        let words = line.split(separator: " ")
        guard words.first == "case", words.count == 4, words[2] == "=" else { return nil }
        let isRead = words[1].hasPrefix("read") || words[1].hasPrefix("report")
        let isKnown = Int(words[3]).map([1, 2, 3, 4, 17, 43].contains) ?? false
        return isRead && isKnown ? nil : "\(words[1]) is no function that only reads"
      }
    },
    faults: [
      [
        SourceFile(
          path: "Sources/Registers/FunctionCode.swift",
          text: "enum FunctionCode: UInt8 {\n  case setOneRegister = 6\n}\n")
      ]
    ])
}
