package import Plant
package import Registers

/// What a device held when it answered: the truth against which the agent is checked.
package struct PlantRecord: Sendable {
  package let device: Int
  package let span: RegisterSpan
  /// The points that lie wholly in the span, by place in the profile, and what they said.
  package let outcomes: Hall.Sayings
}
