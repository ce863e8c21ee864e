import Agent
import Readings

/// Reads the object `asset` of a device: when it was installed and how long it should last, when it
/// was serviced and how often it should be.
enum AssetReader {
  static func read(_ value: ValueReader?) -> DeviceAsset {
    var asset = DeviceAsset()
    _ = value?.object { reader in
      let installed = reader.optional("installed")?.date()
      asset.installed = installed?.start
      if let life = reader.optional("design_life_years") {
        let years = life.integer(in: 1...100)
        if !reader.has("installed") {
          life.report("a design life begins when the device was installed; add `installed`")
        } else if let installed, let years {
          asset.endOfLife = installed.start(afterYears: years)
        }
      }
      let serviced = reader.optional("last_service")?.date()
      asset.lastService = serviced?.start
      if let interval = reader.optional("service_days") {
        let days = interval.integer(in: 1...36_500)
        if !reader.has("last_service"), !reader.has("installed") {
          interval.report("a service is due so long after the last; add `last_service`")
        } else if let from = serviced ?? installed, let days {
          asset.serviceDue = from.start(afterYears: 0, days: days)
        }
      }
    }
    return asset
  }
}
