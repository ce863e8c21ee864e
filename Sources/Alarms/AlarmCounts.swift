/// How many alarms there are of each priority in each state, kept up with every transition.
package struct AlarmCounts: Hashable, Sendable {
  private var cells: [Int]

  package init() {
    cells = Array(repeating: 0, count: AlarmPriority.allCases.count * AlarmState.allCases.count)
  }

  package subscript(priority: AlarmPriority, state: AlarmState) -> Int {
    get { cells[priority.rank * AlarmState.allCases.count + state.ordinal] }
    set { cells[priority.rank * AlarmState.allCases.count + state.ordinal] = newValue }
  }
}
