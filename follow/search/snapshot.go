package search

import (
	"os"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/follow/search/segment"
)

// part is a segment with its file. It is closed, and its file removed if it is
// doomed, when the last snapshot that holds it is gone.
type part struct {
	*segment.Segment
	path string // "" in memory
	year int    // of publication of its first documents; 0 in memory
	refs atomic.Int64
	// doomed says that the file holds nothing any more that is not elsewhere.
	doomed atomic.Bool
}

func (p *part) release() {
	if p.refs.Add(-1) > 0 {
		return
	}
	p.Close()
	if p.path != "" && p.doomed.Load() {
		os.Remove(p.path) // what is left is removed at the next start
	}
}

// piece is a segment as it stands in one snapshot: with the documents that are
// no longer to be found in it.
type piece struct {
	*part
	dead *roaring.Bitmap // never changed once here; nil for none
	live int
}

func newPiece(p *part, dead *roaring.Bitmap) piece {
	live := p.Len()
	if dead != nil {
		if n := int(dead.GetCardinality()); n > 0 {
			live -= n
		} else {
			dead = nil
		}
	}
	return piece{part: p, dead: dead, live: live}
}

// alive says whether the document is still to be found.
func (p piece) alive(doc uint32) bool { return p.dead == nil || !p.dead.Contains(doc) }

// snapshot is the whole index at one position. It never changes; who reads it
// holds it, so that nothing is unmapped under a reader.
type snapshot struct {
	pieces   []piece
	position int64 // last entry of the journal that it knows
	mark     int64 // of the attachments read
	number   uint64
	live     int
	refs     atomic.Int64
}

var snapshots atomic.Uint64

// newSnapshot holds every part of the pieces, and is itself held once.
func newSnapshot(pieces []piece, position, mark int64) *snapshot {
	s := &snapshot{pieces: pieces, position: position, mark: mark, number: snapshots.Add(1)}
	for _, p := range pieces {
		p.refs.Add(1)
		s.live += p.live
	}
	s.refs.Store(1)
	return s
}

// hold takes the snapshot for reading; false if it is gone already.
func (s *snapshot) hold() bool {
	for {
		n := s.refs.Load()
		if n == 0 {
			return false
		}
		if s.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (s *snapshot) release() {
	if s.refs.Add(-1) > 0 {
		return
	}
	for _, p := range s.pieces {
		p.release()
	}
}

// find is where the document stands, if it is to be found at all.
func (s *snapshot) find(id int64) (p piece, doc uint32, ok bool) {
	for _, p := range s.pieces {
		if doc, ok := p.Find(id); ok && p.alive(doc) {
			return p, doc, true
		}
	}
	return piece{}, 0, false
}
