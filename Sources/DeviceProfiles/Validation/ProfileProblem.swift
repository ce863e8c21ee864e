/// One mistake in a profile: where it is, what is wrong, what would be right.
package struct ProfileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place of the point in `DeviceProfile.points`; nil for the profile itself.
  package var point: Int?
  /// The key below the point or profile, as profile files write it: `scale`, `flags[2].bit`;
  /// empty for the whole.
  package var key: String
  package var message: String

  package init(point: Int? = nil, key: String, message: String) {
    self.point = point
    self.key = key
    self.message = message
  }

  /// The place within the profile, such as `points[3].scale`.
  package var path: String {
    guard let point else { return key }
    return key.isEmpty ? "points[\(point)]" : "points[\(point)].\(key)"
  }

  package var description: String { "\(path): \(message)" }
}
