package import Agent
package import Readings

extension Agent: AgentCore {
  package var nextWakeUp: Instant? { nextWake }
}
