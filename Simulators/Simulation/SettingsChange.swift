import Agent
import Readings

/// The agent has come under other settings, and numbers lines, devices, points and alarms anew.
struct SettingsChange: Sendable {
  enum Reason: Sendable {
    /// Somebody gave them; for how long devices are watched, or nil when it never goes back.
    case reloaded(trial: Duration?)
    /// A device that was well failed under those before.
    case rolledBack
    /// The file said something else when the process started again.
    case restarted
  }

  let reason: Reason
  let before: Agent
  /// The same agent as before, unless its process started again.
  let after: Agent
  /// The settings as they are meant, whatever mistake is planted.
  let settings: AgentSettings
  let carry: SettingsCarry
  /// Where everything is now.
  let whereabouts: Whereabouts
  /// Whether nothing has been wrong on any line for a while, and nobody is asked in vain.
  let isCalm: Bool
}
