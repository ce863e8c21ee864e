package import Registers

extension DeviceProfile {
  /// The profile with the addresses that its points have in a chain of models. A point of a model
  /// that is not there stays without a place.
  package func located(in models: [SunSpecModel]) -> DeviceProfile {
    guard sunspec != nil else { return self }
    var located = self
    for index in located.points.indices {
      let point = points[index]
      guard !point.models.isEmpty, !point.isLocated,
        let model = models.first(where: { point.models.contains($0.id) }),
        let address = UInt16(exactly: Int(model.address) + Int(point.address)),
        Int(point.address) + point.encoding.registerCount <= model.length + 2
      else { continue }
      located.points[index].address = address
      located.points[index].isLocated = true
    }
    return located
  }

  /// The profile as a device has it whose chain these answers show.
  package func located(by blocks: [RegisterBlock]) -> DeviceProfile {
    guard let sunspec else { return self }
    var walk = SunSpecWalk(sunspec)
    while let next = walk.next {
      if let block = blocks.first(where: { $0.span.contains(next) }) {
        _ = walk.take(block)
      } else {
        _ = walk.refused(next)
      }
    }
    return located(in: walk.models)
  }

  /// A chain as a device may have it: one model for each that the points name, each as long as its
  /// points need, from the first base on.
  package var usualModels: [SunSpecModel] {
    guard let sunspec else { return [] }
    var models: [SunSpecModel] = []
    var address = Int(sunspec.bases.first ?? 0) + 2
    let unlocated = points.filter { !$0.isLocated }
    for ids in Set(unlocated.map(\.models)).sorted(by: { ($0.first ?? 0) < ($1.first ?? 0) }) {
      guard let id = ids.first, let start = UInt16(exactly: address) else { continue }
      let end = unlocated.filter { $0.models == ids }.reduce(2) {
        max($0, Int($1.address) + $1.encoding.registerCount)
      }
      models.append(SunSpecModel(id: id, length: end - 2, address: start))
      address += end
    }
    return models
  }

  /// The profile of a device that has its usual chain; the profile itself when there is no chain.
  package var locatedAsUsual: DeviceProfile {
    sunspec == nil ? self : located(in: usualModels)
  }

  /// What a simulated device serves: the usual chain with its headers, as points that must say what
  /// a header says.
  package var asServed: DeviceProfile {
    guard let sunspec else { return self }
    var served = locatedAsUsual
    var headers: [(name: String, address: Int, type: RegisterEncoding.ValueType, value: Int)] = [
      ("sunspec_marker", Int(sunspec.bases.first ?? 0), .u32, 0x5375_6E53)
    ]
    var end = Int(sunspec.bases.first ?? 0) + 2
    for model in usualModels {
      headers.append(("model_\(model.id)_id", Int(model.address), .u16, Int(model.id)))
      headers.append(("model_\(model.id)_length", Int(model.address) + 1, .u16, model.length))
      end = Int(model.address) + 2 + model.length
    }
    headers += [("end_id", end, .u16, 0xFFFF), ("end_length", end + 1, .u16, 0)]
    for header in headers {
      served.points.append(
        PointDefinition(
          name: header.name, table: .holdingRegister, address: UInt16(header.address),
          encoding: RegisterEncoding(header.type), meaning: .number(Scaling()), pace: .once))
      served.identity.append(
        IdentityCheck(point: header.name, expectation: .number(Double(header.value))))
    }
    served.sunspec = nil
    return served
  }
}
