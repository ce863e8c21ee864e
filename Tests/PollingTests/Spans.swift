import Registers

/// A span of words that the test knows to be lawful.
func words(
  _ start: Int, _ count: Int = 1, table: RegisterTable = .holdingRegister
) -> RegisterSpan {
  RegisterSpan(table: table, start: UInt16(start), count: count)!
}

func bits(_ start: Int, _ count: Int = 1) -> RegisterSpan {
  words(start, count, table: .coil)
}
