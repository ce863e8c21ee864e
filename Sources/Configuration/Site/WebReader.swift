import Agent

/// Reads the object `web`.
enum WebReader {
  static func read(_ value: ValueReader?) -> WebSettings {
    var settings = WebSettings(
      listen: [SiteDefaults.listen].compactMap { try? ListenAddress($0) },
      allow: SiteDefaults.allow.compactMap { try? CIDR($0) })
    _ = value?.object { reader in
      if let listen = reader.optional("listen") { settings.listen = addresses(listen) }
      if let allow = reader.optional("allow") { settings.allow = blocks(allow) }
      warnOfReach(settings, reader)
    }
    return settings
  }

  private static func addresses(_ list: ValueReader) -> [ListenAddress] {
    let elements = list.array() ?? []
    if elements.count > Limits.listenAddresses {
      list.report("\(elements.count) addresses; at most \(Limits.listenAddresses) are possible")
    }
    var addresses: [ListenAddress] = []
    for element in elements {
      guard let text = element.string() else { continue }
      do throws(ListenAddress.Mistake) {
        let address = try ListenAddress(text)
        if addresses.contains(address) { element.report("\(address) occurs twice; remove one") }
        addresses.append(address)
      } catch {
        element.report(error.message)
      }
    }
    return addresses
  }

  private static func blocks(_ list: ValueReader) -> [CIDR] {
    let elements = list.array() ?? []
    if elements.count > Limits.allowedBlocks {
      list.report("\(elements.count) blocks; at most \(Limits.allowedBlocks) are possible")
    }
    return elements.compactMap { element in
      guard let text = element.string() else { return nil }
      do throws(CIDR.Mistake) {
        return try CIDR(text)
      } catch {
        element.report(error.message)
        return nil
      }
    }
  }

  private static func warnOfReach(_ settings: WebSettings, _ reader: ObjectReader) {
    let beyond = settings.listen.first { address in
      if case .tcp(let host, _) = address { !host.isLoopback } else { false }
    }
    guard let beyond else { return }
    if settings.allow.allSatisfy(\.address.isLoopback) {
      reader.warn(
        "listens on \(beyond) for other machines, but `allow` lets only this one in; add theirs")
    }
    for block in settings.allow where block.prefix == 0 {
      reader.warn("\(block) in `allow` lets every address in; name the networks that may ask")
    }
  }
}
