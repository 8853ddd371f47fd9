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
// first, where they are few.
var lookedAtOnce = 1024

// held is a request that has all that is selected but the words.
type held struct {
	requestPlace
	class int64
}

// narrow is the requests in hand of somebody or due in a window, or those of
// rare classes: there are few, and an index holds what is asked of them.
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
// its list goes on from the place; the list's order is left to the reader.
func (r Reader) foundPage(ctx context.Context, s RequestSelection, h Horizon, classes []class, at requestPlace, n int) ([]int64, error) {
	found, err := r.requestsWith(ctx, s)
	if err != nil {
		return nil, err
	}
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
	if !at.before {
		slices.Reverse(found)
	}
	if !s.sorted() {
		classes = nil
	}
	if classes == nil && s.Handler == "" && s.Due == "" {
		return found[:min(n, len(found))], nil
	}
	some := int64(0)
	for _, c := range classes {
		some += c.always
	}
	if s.Due != "" || len(found) > lookedAtOnce && (s.Handler != "" || classes != nil && some <= fewRequests) {
		return r.heldPage(ctx, s, h, classes, at, n, found)
	}
	// Newest first until there are enough.
	var page []int64
	for lot := 4 * n; len(found) > 0 && len(page) < n; lot = min(2*lot, lookedAtOnce) {
		part := found[:min(lot, lookedAtOnce, len(found))]
		found = found[len(part):]
		list, err := r.looked(ctx, s, h, classes, part)
		if err != nil {
			return nil, err
		}
		kept := map[int64]bool{}
		for _, one := range list {
			kept[one.id] = true
		}
		for _, id := range part {
			if kept[id] && len(page) < n {
				page = append(page, id)
			}
		}
	}
	return page, nil
}

// heldPage is [Reader.foundPage] by way of the requests that have the rest.
func (r Reader) heldPage(ctx context.Context, s RequestSelection, h Horizon, classes []class, at requestPlace, n int, found []int64) ([]int64, error) {
	var list []held
	var err error
	slices.Sort(found)
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
// sort.
func (r Reader) foundClasses(ctx context.Context, s RequestSelection, h Horizon) (map[yearNumber]int64, error) {
	found, err := r.requestsWith(ctx, s)
	if err != nil {
		return nil, err
	}
	counts := map[yearNumber]int64{}
	count := func(list []held) {
		for _, one := range list {
			counts[yearNumber{request.ID(one.id).Year(), one.class}]++
		}
	}
	if len(found) > lookedAtOnce && (s.Handler != "" || s.Due != "") {
		list, err := r.narrow(ctx, s, h, nil)
		count(among(list, found))
		return counts, err
	}
	for len(found) > 0 {
		part := found[:min(lookedAtOnce, len(found))]
		found = found[len(part):]
		var q composer
		q.conditions = append(q.conditions, `id in `+q.list(part))
		s.requestConditions(&q, h, byNumber)
		err := r.each(ctx, `select id / 1000000, class, count(*) from request`+q.where()+` group by id / 1000000, class`, q.args, func(rows *sql.Rows) error {
			var cell yearNumber
			var n int64
			err := rows.Scan(&cell.year, &cell.number, &n)
			counts[cell] += n
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
