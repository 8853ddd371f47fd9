// Package keep (存) proves and saves the record: [Verify] recomputes what is
// derived from it and names any difference, [Backup] copies it while acts go
// on, [Restore] brings a copy back to exactly the act it names.
package keep
