package search

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"

	"gongkai/follow/search/segment"
)

// Difference is a document of which the index does not say what the record
// says, or a file that cannot be read.
type Difference struct {
	ID   int64  // of the publication; 0 for a file
	File string // name of a damaged file; "" otherwise
	What Fault
}

// Fault is what is wrong with a document in the index.
type Fault string

const (
	Missing Fault = "检索中缺少"
	TooMany Fault = "检索中多出"
	Differs Fault = "检索内容与公开的不一致"
	Damaged Fault = "检索文件损坏"
)

// mostDifferences bounds what [Index.Verify] names.
const mostDifferences = 1000

// Verify compares what the index holds, term by term, with what the record
// says, and names at most a thousand documents of which they differ. What
// changes meanwhile is looked at once more. progress counts documents.
func (x *Index) Verify(ctx context.Context, progress func(done, total int64)) ([]Difference, error) {
	v := &verifier{x: x, sums: map[*part][]uint64{}}
	for try := 0; ; try++ {
		if err := x.CatchUp(ctx); err != nil {
			return nil, err
		}
		snap := x.hold()
		if snap == nil {
			return nil, ErrBuilding
		}
		var list []Difference
		var err error
		if try == 0 {
			list, err = v.whole(ctx, snap, progress)
		} else {
			list, err = v.again(ctx, snap)
		}
		snap.release()
		if err != nil {
			return nil, err
		}
		v.open = list
		// An act may have come between the two readings; if so, it is read now.
		if len(list) == 0 || try == 3 {
			sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
			return list, nil
		}
	}
}

type verifier struct {
	x    *Index
	sums map[*part][]uint64
	open []Difference // found so far, to be looked at again
}

// sumsOf adds up the fingerprint of each document of a segment from its terms
// and columns.
func (v *verifier) sumsOf(ctx context.Context, p piece) ([]uint64, error) {
	if s, ok := v.sums[p.part]; ok {
		return s, nil
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	sums := make([]uint64, p.Len())
	var docs []uint32
	p.Terms("", func(term string, title, all int) bool {
		if title > 0 {
			h := termSum(segment.Title, term)
			docs = p.Postings(segment.Title, term).AppendTo(docs[:0])
			for _, d := range docs {
				sums[d] += h
			}
		}
		h := termSum(segment.All, term)
		docs = p.Postings(segment.All, term).AppendTo(docs[:0])
		for _, d := range docs {
			sums[d] += h
		}
		return ctx.Err() == nil
	})
	for d := range sums {
		doc := uint32(d)
		var values [segment.Channel]string
		for f := segment.Agency; f < segment.Channel; f++ {
			values[f] = p.Values(f)[p.Code(f, doc)].Name
		}
		sums[d] += columnSum(p.At(doc), p.ID(doc), p.Title(doc), values, p.Channels(doc))
	}
	v.sums[p.part] = sums
	p.Rest()
	return sums, ctx.Err()
}

// whole goes through record and index side by side, both in the order of
// publication.
func (v *verifier) whole(ctx context.Context, snap *snapshot, progress func(done, total int64)) ([]Difference, error) {
	var list []Difference
	report := func(id int64, what Fault) {
		if len(list) < mostDifferences {
			list = append(list, Difference{ID: id, What: what})
		}
	}
	type lane struct {
		piece
		sums []uint64
		next uint32
	}
	var lanes []*lane
	for _, p := range snap.pieces {
		sums, err := v.sumsOf(ctx, p)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			list = append(list, Difference{File: filepath.Base(p.path), What: Damaged})
			continue
		}
		lanes = append(lanes, &lane{piece: p, sums: sums})
	}
	// first is the lane with the oldest document left; nil at the end.
	first := func() *lane {
		var best *lane
		for _, l := range lanes {
			for int(l.next) < l.Len() && !l.alive(l.next) {
				l.next++
			}
			if int(l.next) == l.Len() {
				continue
			}
			if best == nil || l.At(l.next) < best.At(best.next) || l.At(l.next) == best.At(best.next) && l.ID(l.next) < best.ID(best.next) {
				best = l
			}
		}
		return best
	}
	total, err := v.x.opt.Record.Count(ctx)
	if err != nil {
		return nil, err
	}
	done := int64(0)
	l := first()
	step := func() {
		l.next++
		l = first()
	}
	for at, id := int64(0), int64(0); ; {
		docs, err := v.x.opt.Record.Scan(ctx, at, id, scanChunk)
		if err != nil {
			return nil, fmt.Errorf("verify index: %w", err)
		}
		if len(docs) == 0 {
			break
		}
		for _, d := range tokenise(docs) {
			at, id = d.At, d.ID
			for l != nil && (l.At(l.next) < d.At || l.At(l.next) == d.At && l.ID(l.next) < d.ID) {
				report(l.ID(l.next), TooMany)
				step()
			}
			if l == nil || l.ID(l.next) != d.ID || l.At(l.next) != d.At {
				report(d.ID, Missing)
				continue
			}
			if l.sums[l.next] != d.Sum || l.Sum(l.next) != d.Sum {
				report(d.ID, Differs)
			}
			step()
		}
		done += int64(len(docs))
		if progress != nil {
			progress(done, max(done, total))
		}
	}
	for ; l != nil; step() {
		report(l.ID(l.next), TooMany)
	}
	return list, nil
}

// again looks once more at what differed.
func (v *verifier) again(ctx context.Context, snap *snapshot) ([]Difference, error) {
	var list []Difference
	seen := map[int64]bool{}
	for _, d := range v.open {
		if d.ID == 0 {
			list = append(list, d)
			continue
		}
		if seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		docs, err := v.x.read(ctx, []int64{d.ID})
		if err != nil {
			return nil, err
		}
		places, sum := 0, uint64(0)
		for _, p := range snap.pieces {
			doc, ok := p.Find(d.ID)
			if !ok || !p.alive(doc) {
				continue
			}
			sums, err := v.sumsOf(ctx, p)
			if err != nil {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				continue
			}
			if sum = sums[doc]; sum != p.Sum(doc) {
				sum = 0
			}
			places++
		}
		switch {
		case len(docs) == 0 && places == 0, len(docs) == 1 && places == 1 && sum == docs[0].Sum:
		case len(docs) == 0 || places > 1:
			list = append(list, Difference{ID: d.ID, What: TooMany})
		case places == 0:
			list = append(list, Difference{ID: d.ID, What: Missing})
		default:
			list = append(list, Difference{ID: d.ID, What: Differs})
		}
	}
	return list, nil
}
