/// Something in which devices of one family differ and that their registers do not tell: the site
/// file says it.
package struct ProfileOption: Hashable, Sendable {
  package var name: String
  package var values: Values
  /// What holds when the site says nothing. Nil leaves out the points that need to know.
  package var fallback: OptionValue?
  package var help: String

  package init(name: String, values: Values, fallback: OptionValue?, help: String) {
    self.name = name
    self.values = values
    self.fallback = fallback
    self.help = help
  }

  /// What may be chosen.
  package enum Values: Hashable, Sendable {
    case words([String])
    case numbers(ClosedRange<Int>)
  }
}

/// What was chosen.
package enum OptionValue: Hashable, Sendable {
  case word(String)
  case number(Int)
}

/// What a site says of one device before its profile is read: options, and the inputs that it
/// names.
package struct ProfileChoice: Hashable, Sendable {
  package var options: [String: OptionValue]
  /// The names of inputs whose points exist only on demand.
  package var inputs: Set<String>

  package init(options: [String: OptionValue] = [:], inputs: Set<String> = []) {
    self.options = options
    self.inputs = inputs
  }
}
