package import DeviceProfiles

/// Where the parts of a profile stand in its file, so that a mistake found by comparing things is
/// reported at the value that is wrong.
package struct ProfilePlaces {
  package var root: ValueReader
  /// The value of each point, in the order of `DeviceProfile.points`.
  package var points: [ValueReader]

  package init(root: ValueReader, points: [ValueReader]) {
    self.root = root
    self.points = points
  }
}

extension ProfileFile {
  /// Puts problems of a profile into the log, each at the nearest value of the file.
  package static func report(_ problems: [ProfileProblem], places: ProfilePlaces) {
    for problem in problems {
      let owner = problem.point.map { places.points[$0] } ?? places.root
      let place = nearestPlace(problem.key, in: owner)
      places.root.log.report(place.problem(problem.message))
    }
  }

  /// The place of a value by its path below another, such as `flags[2].bit`; where the path leaves
  /// what the file has, the last value before that.
  private static func nearestPlace(_ path: String, in value: ValueReader) -> SourcePlace {
    var node = value.node
    var place = value.place
    for part in path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
      switch node.content {
      case .object(let members):
        // The series of a point without a list of them is that of its `quantity`.
        let key = part == "series" && !members.contains { $0.key == part } ? "quantity" : part
        guard let member = members.first(where: { $0.key == key }) else { return place }
        node = member.value
        place.path += (place.path.isEmpty ? "" : ".") + key
      case .array(let elements):
        guard let index = Int(part), elements.indices.contains(index) else { return place }
        node = elements[index]
        place.path += "[\(index)]"
      default: return place
      }
      place.position = node.position
    }
    return place
  }
}
