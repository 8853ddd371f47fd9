package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"gongkai/affairs/request"
)

// lookedAtOnce is how many requests that have the words are looked at together
// for what else is selected. Of more, those that have the rest are rather read
// first.
var lookedAtOnce = 1024

// held is a request that has all that is selected but the words.
type held struct {
	requestPlace
	class int64
}

// narrow is the requests in hand of somebody or due in a window: there are few,
// and an index holds what is asked of them.
func (r Reader) narrow(ctx context.Context, s RequestSelection, h Horizon, classes []class) ([]held, error) {
	var q composer
	s.requestConditions(&q, h, byClass)
	if classes != nil {
		q.conditions = append(q.conditions, `class in `+q.in(classes))
	}
	return r.helds(ctx, q)
}

// looked is which of the requests have all that is selected but the words.
func (r Reader) looked(ctx context.Context, s RequestSelection, h Horizon, classes []class, of []int64) ([]held, error) {
	var q composer
	q.conditions = append(q.conditions, `id in `+q.list(of))
	s.requestConditions(&q, h, byNumber)
	if classes != nil {
		q.conditions = append(q.conditions, `+class in `+q.in(classes))
	}
	return r.helds(ctx, q)
}

func (r Reader) helds(ctx context.Context, q composer) ([]held, error) {
	var list []held
	err := r.each(ctx, `select id, due_on, class from request`+q.where(), q.args, func(rows *sql.Rows) error {
		var one held
		err := rows.Scan(&one.id, &one.due, &one.class)
		list = append(list, one)
		return err
	})
	return list, err
}

// among is those of the list whose numbers are found, which are sorted.
func among(list []held, found []int64) []held {
	return slices.DeleteFunc(list, func(one held) bool {
		_, ok := slices.BinarySearch(found, one.id)
		return !ok
	})
}

// foundPage is the numbers of up to n requests of a selection with words, as
// its list goes on from the place, of those that have the words in any year, by
// number; the list's order is left to the reader.
func (r Reader) foundPage(ctx context.Context, s RequestSelection, h Horizon, classes []class, at requestPlace, n int, found []int64) ([]int64, error) {
	found = slices.Clone(inYear(found, s.Year))
	if s.Due == "" && at.id != 0 {
		i, there := slices.BinarySearch(found, at.id)
		switch {
		case !at.before:
			found = found[:i]
		case there:
			found = found[i+1:]
		default:
			found = found[i:]
		}
	}
	if s.Handler != "" || s.Due != "" {
		return r.heldPage(ctx, s, h, classes, at, n, found)
	}
	if !at.before {
		slices.Reverse(found)
	}
	if !s.sorted() {
		return found[:min(n, len(found))], nil
	}
	its, err := r.classesOf(ctx, found)
	if err != nil {
		return nil, err
	}
	wanted := map[int64]bool{}
	for _, c := range classes {
		wanted[c.number] = true
	}
	var page []int64
	for i := 0; i < len(found) && len(page) < n; i++ {
		if wanted[its[i]] {
			page = append(page, found[i])
		}
	}
	return page, nil
}

// inYear is the part of sorted numbers that a year gave out; 0 for all.
func inYear(list []int64, year int) []int64 {
	if year == 0 {
		return list
	}
	from, _ := slices.BinarySearch(list, int64(request.NewID(year, 0)))
	to, _ := slices.BinarySearch(list, int64(request.NewID(year+1, 0)))
	return list[from:to]
}

// heldPage is [Reader.foundPage] of the requests in hand of somebody or due in
// a window.
func (r Reader) heldPage(ctx context.Context, s RequestSelection, h Horizon, classes []class, at requestPlace, n int, found []int64) ([]int64, error) {
	if !s.sorted() {
		classes = nil
	}
	var list []held
	var err error
	if len(found) <= lookedAtOnce {
		if len(found) > 0 {
			list, err = r.looked(ctx, s, h, classes, found)
		}
	} else {
		list, err = r.narrow(ctx, s, h, classes)
		list = among(list, found)
	}
	if err != nil {
		return nil, err
	}
	compare := func(a, b requestPlace) int { return cmp.Compare(b.id, a.id) }
	if s.Due != "" {
		compare = func(a, b requestPlace) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.id, b.id)) }
	}
	if at.before {
		forward := compare
		compare = func(a, b requestPlace) int { return forward(b, a) }
	}
	if at.id != 0 {
		list = slices.DeleteFunc(list, func(one held) bool { return compare(one.requestPlace, at) <= 0 })
	}
	slices.SortFunc(list, func(a, b held) int { return compare(a.requestPlace, b.requestPlace) })
	var page []int64
	for _, one := range list[:min(n, len(list))] {
		page = append(page, one.id)
	}
	return page, nil
}

// yearNumber is a class in a year of filing.
type yearNumber struct {
	year   int
	number int64
}

// foundClasses counts the requests of a selection with words, whatever their
// sort and year, of those that have the words.
func (r Reader) foundClasses(ctx context.Context, s RequestSelection, h Horizon, found []int64) (map[yearNumber]int64, error) {
	counts := map[yearNumber]int64{}
	if s.Handler == "" && s.Due == "" {
		its, err := r.classesOf(ctx, found)
		if err != nil {
			return nil, err
		}
		for i, id := range found {
			counts[yearNumber{request.ID(id).Year(), its[i]}]++
		}
		return counts, nil
	}
	s.Year = 0
	var list []held
	var err error
	switch {
	case len(found) > lookedAtOnce:
		list, err = r.narrow(ctx, s, h, nil)
		list = among(list, found)
	case len(found) > 0:
		list, err = r.looked(ctx, s, h, nil, found)
	}
	for _, one := range list {
		counts[yearNumber{request.ID(one.id).Year(), one.class}]++
	}
	return counts, err
}
