import Testing

/// Whole processes on loopback, against the programs that people really use beside hallwatch. One
/// after another, because each needs the machine.
@Suite("End to end", .serialized)
struct EndToEnd {}
