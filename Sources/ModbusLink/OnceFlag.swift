import Synchronization

/// A flag that can be raised once.
package final class OnceFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  package init() {}

  /// Whether this call raised it.
  package func raise() -> Bool {
    raised.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing)
      .exchanged
  }

  package var isRaised: Bool { raised.load(ordering: .acquiring) }
}
