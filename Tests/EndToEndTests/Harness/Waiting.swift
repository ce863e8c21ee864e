/// Waits until something holds. Other programs cannot be run in virtual time: they are asked again
/// and again, and the limit is far beyond what they need.
func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ holds: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while true {
    if try await holds() { return }
    guard ContinuousClock.now < deadline else {
      throw HarnessError("not within \(limit): \(what)")
    }
    try await Task.sleep(for: .milliseconds(50))
  }
}
