import Configuration
import DeviceProfiles
import Testing

@Suite("The catalogue")
struct CatalogueTests {
  @Test("every file of the catalogue is a valid profile")
  func everyFileIsValid() {
    #expect(ProfileCatalogue.problems.map(\.description) == [])
    #expect(ProfileCatalogue.load().count == catalogFiles.count)
  }

  @Test("a profile's file is named like the profile")
  func fileNames() {
    #expect(
      ProfileCatalogue.load().map { $0.name + ".json5" } == catalogFiles.map(\.name).sorted())
  }
}
