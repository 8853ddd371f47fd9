package segment

import "syscall"

// Rest lets the system take back the memory in which it holds what was read of
// the file. What is read next comes from its cache, or from the disk. It may be
// called while others read.
func (s *Segment) Rest() {
	if len(s.mapped) > 0 {
		// Refused, it stays as it is.
		_ = syscall.Madvise(s.mapped, syscall.MADV_DONTNEED)
	}
}
