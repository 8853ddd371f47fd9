package store

import (
	"context"
	"database/sql"
	"sync"

	"gongkai/affairs/request"
)

// classMemory is of which class each request is, by number. A search counts
// tens of thousands of requests by class, and to look at that many rows takes
// longer than all the rest of a page; so it is kept, eight bytes a request.
//
// Every change of a request stands in the journal under the request's name, and
// entries are numbered in the order of the commits. So before it is asked, the
// memory reads what the journal has since, on whichever node that was done, and
// looks at those requests.
type classMemory struct {
	mu     sync.Mutex
	loaded bool
	upTo   int64 // the entry of the journal up to which it is known
	blocks map[int64]*[blockSize]int64
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
		if err := r.lookAtClasses(ctx, list, func(id, class int64) { known[id] = class }); err != nil {
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
	if b := m.blocks[id/blockSize]; b != nil {
		return b[id%blockSize]
	}
	return 0
}

func (m *classMemory) keep(id, class int64) {
	b := m.blocks[id/blockSize]
	if b == nil {
		b = new([blockSize]int64)
		m.blocks[id/blockSize] = b
	}
	b[id%blockSize] = class
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
	anew := classMemory{blocks: map[int64]*[blockSize]int64{}}
	err = r.each(ctx, `select id, class from request order by class, id`, nil, func(rows *sql.Rows) error {
		var id, class int64
		err := rows.Scan(&id, &class)
		anew.keep(id, class)
		return err
	})
	if err != nil {
		return err
	}
	m.blocks, m.upTo, m.loaded = anew.blocks, end, true
	return nil
}

// lookAtClasses reads the classes of requests from their rows.
func (r Reader) lookAtClasses(ctx context.Context, list []int64, found func(id, class int64)) error {
	for len(list) > 0 {
		part := list[:min(lookedAtOnce, len(list))]
		list = list[len(part):]
		q := composer{}
		err := r.each(ctx, `select id, class from request where id in `+q.list(part), q.args, func(rows *sql.Rows) error {
			var id, class int64
			err := rows.Scan(&id, &class)
			found(id, class)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
