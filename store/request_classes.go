package store

import (
	"context"
	"database/sql"
	"sync"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/request"
)

// classMemory is of which class each request is, whose and in whose hands, by
// number. A search counts tens of thousands of requests by class, and so does
// the list of somebody who has handled many; to look at that many rows takes
// longer than all the rest of a page. So it is kept, eight bytes a request.
//
// Every change of a request stands in the journal under the request's name, and
// entries are numbered in the order of the commits. So before it is asked, the
// memory reads what the journal has since, on whichever node that was done, and
// looks at those requests.
type classMemory struct {
	mu     sync.Mutex
	loaded bool
	upTo   int64 // the entry of the journal up to which it is known
	blocks map[int64]*[blockSize]placeOfRequest

	classes  numbered[int64]
	agencies numbered[agency.Code]
	handlers numbered[account.Login]
}

// placeOfRequest is numbers of a class, an agency and a handler; class 0 is that
// of no request.
type placeOfRequest struct {
	class, agency uint16
	handler       uint32
}

// numbered gives each value a number, from 1 on.
type numbered[T comparable] struct {
	numbers map[T]uint32
	values  []T
}

func (n *numbered[T]) of(v T) uint32 {
	if n.numbers[v] == 0 {
		if n.numbers == nil {
			n.numbers = map[T]uint32{}
		}
		n.values = append(n.values, v)
		n.numbers[v] = uint32(len(n.values))
	}
	return n.numbers[v]
}

// classesAnew is how many changes are made up for one by one: of more, the
// classes are read anew from the beginning. Of fewer requests than fewLooked
// the rows are looked at without the memory.
const classesAnew = 4096

var fewLooked = 256

// classesOf is the class of each of the requests, 0 of one that is not there.
func (r Reader) classesOf(ctx context.Context, list []int64) ([]int64, error) {
	classes := make([]int64, len(list))
	if len(list) <= fewLooked || r.classes == nil {
		known := make(map[int64]int64, len(list))
		if err := r.lookAtClasses(ctx, list, func(q requestAt) { known[q.id] = q.class }); err != nil {
			return nil, err
		}
		for i, id := range list {
			classes[i] = known[id]
		}
		return classes, nil
	}
	m := r.classes
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.catchUp(ctx, r); err != nil {
		return nil, err
	}
	for i, id := range list {
		classes[i] = m.of(id)
	}
	return classes, nil
}

func (m *classMemory) of(id int64) int64 {
	if b := m.blocks[id/blockSize]; b != nil && b[id%blockSize].class > 0 {
		return m.classes.values[b[id%blockSize].class-1]
	}
	return 0
}

// requestAt is where a request is, as its row says.
type requestAt struct {
	id, class int64
	in        agency.Code
	handler   account.Login
}

func (m *classMemory) keep(q requestAt) {
	b := m.blocks[q.id/blockSize]
	if b == nil {
		b = new([blockSize]placeOfRequest)
		m.blocks[q.id/blockSize] = b
	}
	// A city has some hundred classes and agencies.
	b[q.id%blockSize] = placeOfRequest{uint16(m.classes.of(q.class)), uint16(m.agencies.of(q.in)), m.handlers.of(q.handler)}
}

// handled is how many requests of each year and class somebody has in hand or
// handled, of an agency, "" for all.
func (r Reader) handled(ctx context.Context, by account.Login, in agency.Code) (map[yearNumber]int64, error) {
	m := r.classes
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.catchUp(ctx, r); err != nil {
		return nil, err
	}
	handler, of := m.handlers.numbers[by], uint16(m.agencies.numbers[in])
	counts := map[yearNumber]int64{}
	if handler == 0 || of == 0 && in != "" {
		return counts, nil
	}
	for n, b := range m.blocks {
		for i := range b {
			if q := &b[i]; q.handler == handler && q.class > 0 && (of == 0 || q.agency == of) {
				counts[yearNumber{request.ID(n*blockSize + int64(i)).Year(), m.classes.values[q.class-1]}]++
			}
		}
	}
	return counts, nil
}

// catchUp reads what was done since. The journal is read first: what is done
// between the two is then looked at again the next time.
func (m *classMemory) catchUp(ctx context.Context, r Reader) error {
	if m.loaded {
		upTo, n := m.upTo, 0
		var changed []int64
		err := r.each(ctx, `select number, thing from journal where number > $1 order by number limit $2`, []any{m.upTo, classesAnew}, func(rows *sql.Rows) error {
			var thing string
			n++
			err := rows.Scan(&upTo, &thing)
			if id, ok := request.ParseThing(thing); ok {
				changed = append(changed, int64(id))
			}
			return err
		})
		if err != nil {
			return err
		}
		if n < classesAnew {
			if err := r.lookAtClasses(ctx, changed, m.keep); err != nil {
				return err
			}
			m.upTo = upTo
			return nil
		}
	}
	end, err := r.JournalEnd(ctx)
	if err != nil {
		return err
	}
	m.loaded, m.blocks, m.upTo = false, map[int64]*[blockSize]placeOfRequest{}, end
	// In the order of an index that has all of it.
	err = r.each(ctx, `select id, class, agency, handler from request order by handler, id`, nil, func(rows *sql.Rows) error {
		var q requestAt
		err := rows.Scan(&q.id, &q.class, &q.in, &q.handler)
		m.keep(q)
		return err
	})
	m.loaded = err == nil
	return err
}

// lookAtClasses reads the classes of requests from their rows.
func (r Reader) lookAtClasses(ctx context.Context, list []int64, found func(requestAt)) error {
	for len(list) > 0 {
		part := list[:min(lookedAtOnce, len(list))]
		list = list[len(part):]
		q := composer{}
		err := r.each(ctx, `select id, class, agency, handler from request where id in `+q.list(part), q.args, func(rows *sql.Rows) error {
			var q requestAt
			err := rows.Scan(&q.id, &q.class, &q.in, &q.handler)
			found(q)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
