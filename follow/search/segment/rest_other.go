//go:build !linux

package segment

// Rest does nothing here: only Linux counts pages of its file cache as ours.
func (s *Segment) Rest() {}
