package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/request"
)

// foldWords is one spelling of what may be typed in several.
func foldWords(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), "")
}

// requestWords is the name and the subject as they are searched.
func requestWords(q request.Request) string {
	return foldWords(q.Applicant.Name) + "\n" + foldWords(q.Asked.Subject)
}

// initial is the letter with which the name of the applicant begins, if the
// words of the selection are one letter only; "" if not.
func (s RequestSelection) initial() string {
	if words := foldWords(s.Words); utf8.RuneCountInString(words) == 1 {
		return words
	}
	return ""
}

// place is where two letters stand: the number of the request and behind it
// which letter of its words the first of them is. Places are in the order of
// the numbers.
type place int64

// letterBits is how much of a place tells the letter: more than a name and a
// subject can have, though one letter may stand for eighteen.
const letterBits = 17

func placeOf(id int64, letter int) place { return place(id<<letterBits | int64(letter)) }

func (p place) id() int64    { return int64(p) >> letterBits }
func (p place) letter() int  { return int(p & (1<<letterBits - 1)) }
func (p place) block() int64 { return p.id() / blockSize }
func (p place) String() string {
	v := (p.id()%blockSize)<<letterBits | int64(p.letter())
	var b [placeWidth]byte
	for i := placeWidth - 1; i > 0; i-- {
		b[i] = sixLetter(byte(v & 63))
		v >>= 6
	}
	b[0] = '@' + byte(v)
	return string(b[:])
}

const (
	// blockSize is how many numbers one row of the index covers.
	blockSize = 4096
	// placeWidth is how many letters a place is written with. The first is of
	// an alphabet of its own, so that a place is not found across two others.
	placeWidth = 5
)

// sixBits is what the letters of a place behind the first stand for.
var sixBits = func() (of [256]byte) {
	for v := range byte(64) {
		of[sixLetter(v)] = v
	}
	return of
}()

// sixLetter is one of sixty-four letters, of which none is one of the
// thirty-two that begin a place.
func sixLetter(v byte) byte {
	if v < 32 {
		return ' ' + v
	}
	return '`' + v - 32
}

// parsePlaces appends the places of a row of the index. Errors: a row that
// String did not write.
func parsePlaces(list []place, block int64, text string) ([]place, error) {
	if len(text)%placeWidth != 0 {
		return nil, fmt.Errorf("places of block %d: %d letters", block, len(text))
	}
	list = slices.Grow(list, len(text)/placeWidth)
	first := block * blockSize << letterBits
	for ; len(text) >= placeWidth; text = text[placeWidth:] {
		v := int64(text[0]-'@')<<24 | int64(sixBits[text[1]])<<18 | int64(sixBits[text[2]])<<12 | int64(sixBits[text[3]])<<6 | int64(sixBits[text[4]])
		list = append(list, place(first+v))
	}
	return list, nil
}

// agencyPair is what stands in the index for the agency of a request, at its
// first letter. No line break is in a pair of letters.
func agencyPair(in agency.Code) string { return "\n" + string(in) }

// placed is a pair at a place.
type placed struct {
	pair string
	at   place
}

// pairsOf is every two letters that follow each other in the words of a
// request, and its agency, with their places.
func pairsOf(id int64, in agency.Code, words string) []placed {
	list := []placed{{agencyPair(in), placeOf(id, 0)}}
	letters := []rune(words)
	for i := 1; i < len(letters); i++ {
		if letters[i-1] != '\n' && letters[i] != '\n' {
			list = append(list, placed{string(letters[i-1 : i+1]), placeOf(id, i-1)})
		}
	}
	return list
}

const appendPlaces = ` on conflict (pair, block) do update set places = request_pair.places || excluded.places`

// savePlaces adds to the index, a row for each pair and block of the list,
// whose requests are not in it.
func (tx *Tx) savePlaces(ctx context.Context, list []placed) error {
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.pair, b.pair), cmp.Compare(a.at, b.at))
	})
	var args []any
	var row strings.Builder
	for i, p := range list {
		row.WriteString(p.at.String())
		if i+1 < len(list) && list[i+1].pair == p.pair && list[i+1].at.block() == p.at.block() {
			continue
		}
		args = append(args, p.pair, p.at.block(), row.String())
		row.Reset()
	}
	const width, most = 3, 256
	for len(args) > 0 {
		// Powers of two: a handful of texts serve every remainder.
		n := min(most, 1<<(bits.Len(uint(len(args)/width))-1))
		err := tx.later(ctx, write{thing: "words", args: args[:n*width],
			text: insertText("request_pair", "pair, block, places", n, width, tx.store.engine.numbered()) + appendPlaces})
		if err != nil {
			return err
		}
		args = args[n*width:]
	}
	return nil
}

// newWords makes new requests found by their words: few are left for
// [Store.IndexRequests] and looked at themselves until then; many go into the
// index at once.
func (tx *Tx) newWords(ctx context.Context, list []request.Request) error {
	if len(list) > FiledAtOnce {
		var all []placed
		for _, q := range list {
			all = append(all, pairsOf(int64(q.ID), q.Agency, requestWords(q))...)
		}
		return tx.savePlaces(ctx, all)
	}
	for len(list) > 0 {
		n := 1 << (bits.Len(uint(len(list))) - 1)
		args := make([]any, n)
		for i, q := range list[:n] {
			args[i] = int64(q.ID)
		}
		if err := tx.later(ctx, write{thing: "words", args: args, text: insertText("request_unread", "request", n, 1, tx.store.engine.numbered())}); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// changeWords makes a request found by what it says now, if its words or its
// agency are other than before. Nothing goes into the index while the request
// is left for later: it is read then as it is then.
func (tx *Tx) changeWords(ctx context.Context, old, q request.Request) error {
	is, was := requestWords(q), requestWords(old)
	if old.Agency == q.Agency && is == was {
		return nil
	}
	id := int64(q.ID)
	before, after := pairsOf(id, old.Agency, was), pairsOf(id, q.Agency, is)
	for _, p := range before {
		if !slices.Contains(after, p) {
			if err := tx.later(ctx, write{thing: "words", args: []any{p.pair, p.at.block(), p.at.String()},
				text: `update request_pair set places = replace(places, $3, '') where pair = $1 and block = $2`}); err != nil {
				return err
			}
		}
	}
	for _, p := range after {
		if !slices.Contains(before, p) {
			if err := tx.later(ctx, write{thing: "words", args: []any{p.pair, p.at.block(), p.at.String(), id},
				text: `insert into request_pair (pair, block, places)
					select cast($1 as text), cast($2 as bigint), cast($3 as text)
					where not exists (select 1 from request_unread where request = $4)` + appendPlaces}); err != nil {
				return err
			}
		}
	}
	return nil
}

// IndexedAtOnce is how many requests [Store.IndexRequests] reads at most.
const IndexedAtOnce = 4096

// IndexRequests reads requests that were filed since into the index of words,
// in one transaction, and says how many. A search finds a request before and
// after alike; before, it costs the search a look at that request. So whoever
// files calls this now and then.
func (s *Store) IndexRequests(ctx context.Context) (n int, err error) {
	err = s.Act(ctx, account.Clock, time.Time{}, func(tx *Tx) error {
		ids, err := tx.unread(ctx, IndexedAtOnce)
		if n = len(ids); err != nil || n == 0 {
			return err
		}
		var list []placed
		err = tx.wordsOf(ctx, ids, func(id int64, in agency.Code, words string) {
			list = append(list, pairsOf(id, in, words)...)
		})
		if err != nil {
			return err
		}
		if err := tx.savePlaces(ctx, list); err != nil {
			return err
		}
		return tx.later(ctx, write{thing: "words", args: []any{ids[n-1]}, text: `delete from request_unread where request <= $1`})
	})
	return n, err
}

// indexMany reads what is not in the index if that is more than a search
// should look at: a record of before there was the index.
func (s *Store) indexMany(ctx context.Context) error {
	for {
		var n int
		if err := s.one(ctx, `select count(*) from (select 1 from request_unread limit $1) as waiting`, []any{IndexedAtOnce}, &n); err != nil || n < IndexedAtOnce {
			return err
		}
		if _, err := s.IndexRequests(ctx); err != nil {
			return err
		}
	}
}

// pairsAtOnce is how many pairs are looked up together at most, those that are
// no more than alike times as common as the rarest, and
// fewFound of how many requests the words themselves are rather read than the
// places of further pairs.
const (
	pairsAtOnce = 5
	alike       = 4
)

var fewFound = 256

// requestsWith is the requests whose words hold those of the selection, in its
// agency and in any year, by number. The selection has at least two letters.
//
// First come those not in the index: one that goes into it meanwhile is then
// found twice and not never.
func (r Reader) requestsWith(ctx context.Context, s RequestSelection) ([]int64, error) {
	words := foldWords(s.Words)
	if strings.ContainsRune(words, 0) {
		return nil, nil // which no text of the record can hold
	}
	unread, err := r.unread(ctx, -1)
	if err != nil {
		return nil, err
	}
	var found []int64
	err = r.wordsOf(ctx, unread, func(id int64, in agency.Code, its string) {
		if (s.Agency == "" || in == s.Agency) && strings.Contains(its, words) {
			found = append(found, id)
		}
	})
	if err != nil {
		return nil, err
	}
	indexed, err := r.indexed(ctx, s.Agency, words)
	if err != nil || len(unread) == 0 {
		return indexed, err
	}
	found = append(found, slices.DeleteFunc(indexed, func(id int64) bool {
		_, there := slices.BinarySearch(unread, id)
		return there
	})...)
	slices.Sort(found)
	return found, nil
}

// indexed is what the index says of words in an agency, "" for the city, by
// number.
func (r Reader) indexed(ctx context.Context, in agency.Code, words string) ([]int64, error) {
	letters := []rune(words)
	// Every second pair holds every letter.
	var at []int
	for i := 0; i < len(letters)-1; i += 2 {
		at = append(at, i)
	}
	if len(letters)%2 == 1 {
		at = append(at, len(letters)-2)
	}
	var look []lookedUp
	for _, i := range at {
		look = append(look, lookedUp{pair: string(letters[i : i+2]), before: i})
	}
	if in != "" {
		look = append(look, lookedUp{pair: agencyPair(in), agency: true})
	}
	// The rarest first: where they leave few requests, what is common need not
	// be fetched, and that can be of every request there is.
	if err := r.sizes(ctx, look); err != nil {
		return nil, err
	}
	slices.SortStableFunc(look, func(a, b lookedUp) int { return cmp.Compare(a.size, b.size) })
	if look[0].size == 0 {
		return nil, nil
	}
	var found, ofAgency []place // of the first letter of the words; of the agency's requests
	started := false
	for len(look) > 0 {
		n := 1
		for n < min(len(look), pairsAtOnce) && look[n].size <= alike*look[0].size {
			n++
		}
		part := look[:n]
		look = look[n:]
		places, err := r.places(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, one := range part {
			if len(places[one.pair]) == 0 { // its size is of before
				return nil, nil
			}
			if one.agency {
				ofAgency = places[one.pair]
				continue
			}
			here := starts(places[one.pair], one.before)
			if started {
				here = both(found, here)
			}
			found, started = here, true
		}
		left := found
		switch {
		case !started:
			left = ofAgency
		case ofAgency != nil:
			found = within(found, ofAgency)
			left = found
		}
		if len(left) == 0 {
			return nil, nil
		}
		if len(left) <= fewFound && len(look) > 0 {
			return r.reading(ctx, in, ids(left), words)
		}
	}
	return ids(found), nil
}

// lookedUp is a pair that is looked up: of the words, so many letters behind
// their first, or that of the agency.
type lookedUp struct {
	pair   string
	before int
	agency bool
	size   int64 // of its places
}

// pairSizes is how much stood in the index for pairs when they were last looked
// up. It says only in which order pairs are fetched, so it may be old; that
// nothing stands there for a pair is not kept, since that answers a search.
type pairSizes struct {
	mu    sync.Mutex
	known map[string]int64
}

// pairSizesMost bounds them; then they are collected anew.
const pairSizesMost = 8192

// of is the size of a pair; 0 if it is not known, as of all in a transaction.
func (s *pairSizes) of(pair string) int64 {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[pair]
}

func (s *pairSizes) keep(pair string, size int64) {
	if s == nil || size == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= pairSizesMost || s.known == nil {
		s.known = map[string]int64{}
	}
	s.known[pair] = size
}

// sizes finds out how much stands in the index for each pair.
func (r Reader) sizes(ctx context.Context, look []lookedUp) error {
	var unknown []*lookedUp
	for i := range look {
		if look[i].size = r.pairSizes.of(look[i].pair); look[i].size == 0 {
			unknown = append(unknown, &look[i])
		}
	}
	for part := range slices.Chunk(unknown, pairsAtOnce) {
		var q composer
		err := r.each(ctx, `select pair, sum(octet_length(places)) from request_pair where pair in (`+q.pairs(len(part), func(i int) string { return part[i].pair })+`) group by pair`, q.args, func(rows *sql.Rows) error {
			var pair string
			var size int64
			err := rows.Scan(&pair, &size)
			for _, one := range part {
				if one.pair == pair {
					one.size = size
				}
			}
			r.pairSizes.keep(pair, size)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pairs lists up to pairsAtOnce pairs; one text for any number.
func (q *composer) pairs(n int, pair func(int) string) string {
	holes := ""
	for i := range pairsAtOnce {
		holes += ", " + q.hole(pair(min(i, n-1)))
	}
	return holes[2:]
}

// places is the rows of pairs, by place.
func (r Reader) places(ctx context.Context, list []lookedUp) (map[string][]place, error) {
	q := composer{}
	found := map[string][]place{}
	err := r.each(ctx, `select pair, block, places from request_pair where pair in (`+q.pairs(len(list), func(i int) string { return list[i].pair })+`) order by pair, block`, q.args, func(rows *sql.Rows) error {
		var pair, text string
		var block int64
		err := rows.Scan(&pair, &block, &text)
		if err == nil {
			found[pair], err = parsePlaces(found[pair], block, text)
		}
		return err
	})
	for pair, list := range found {
		r.pairSizes.keep(pair, int64(placeWidth*len(list)))
		if !slices.IsSorted(list) {
			slices.Sort(list)
		}
	}
	return found, err
}

// starts is where words begin that have a pair so many letters behind their
// first, in a list of its own: a pair may stand in the words several times.
func starts(list []place, before int) []place {
	begin := make([]place, 0, len(list))
	for _, p := range list {
		if p.letter() >= before {
			begin = append(begin, p-place(before))
		}
	}
	return begin
}

// both is the places in both lists, kept in the first.
func both(a, b []place) []place {
	kept := a[:0]
	for _, p := range a {
		for len(b) > 0 && b[0] < p {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == p {
			kept = append(kept, p)
		}
	}
	return kept
}

// within is the places in requests that the other list has, kept in the first.
func within(a, of []place) []place {
	kept := a[:0]
	for _, p := range a {
		for len(of) > 0 && of[0].id() < p.id() {
			of = of[1:]
		}
		if len(of) > 0 && of[0].id() == p.id() {
			kept = append(kept, p)
		}
	}
	return kept
}

// ids is the requests of the places, each once.
func ids(list []place) []int64 {
	var found []int64
	for _, p := range list {
		if n := len(found); n == 0 || found[n-1] != p.id() {
			found = append(found, p.id())
		}
	}
	return found
}

// reading is which of the requests, few of them, hold the words, in the agency,
// "" for the city.
func (r Reader) reading(ctx context.Context, in agency.Code, list []int64, words string) ([]int64, error) {
	q := composer{}
	var found []int64
	err := r.each(ctx, `select id, agency, words from request where id in `+q.list(list)+` order by id`, q.args, func(rows *sql.Rows) error {
		var id int64
		var its string
		var of agency.Code
		err := rows.Scan(&id, &of, &its)
		if (in == "" || of == in) && strings.Contains(its, words) {
			found = append(found, id)
		}
		return err
	})
	return found, err
}

// blockSums is a sum over what stands in each block of the index, in whatever
// order.
type blockSums map[int64]blockSum

type blockSum struct{ n, sum int64 }

func (b blockSums) add(p placed) {
	h := fnv.New64a()
	h.Write([]byte(p.pair))
	h.Write([]byte(p.at.String()))
	s := b[p.at.block()]
	b[p.at.block()] = blockSum{s.n + 1, s.sum + int64(h.Sum64()>>1)}
}

// auditWords compares the index of words with what the requests say that are
// not left for later.
func (r Reader) auditWords(ctx context.Context, report func(Difference), want blockSums) error {
	found := blockSums{}
	var list []place
	err := r.each(ctx, `select pair, block, places from request_pair`, nil, func(rows *sql.Rows) (err error) {
		var pair, text string
		var block int64
		if err := rows.Scan(&pair, &block, &text); err != nil {
			return err
		}
		if list, err = parsePlaces(list[:0], block, text); err != nil {
			report(Difference{fmt.Sprintf("request_pair %d", block), "检索索引", err.Error(), ""})
			return nil
		}
		for _, p := range list {
			found.add(placed{pair, p})
		}
		return nil
	})
	if err != nil {
		return err
	}
	var blocks []int64
	for b := range want {
		blocks = append(blocks, b)
	}
	for b := range found {
		if _, known := want[b]; !known {
			blocks = append(blocks, b)
		}
	}
	slices.Sort(blocks)
	for _, b := range blocks {
		if found[b] != want[b] {
			report(Difference{fmt.Sprintf("request_pair %d", b), "检索索引",
				fmt.Sprintf("%d / %d", found[b].n, found[b].sum), fmt.Sprintf("%d / %d", want[b].n, want[b].sum)})
		}
	}
	return nil
}

// unread is the requests whose words are not in the index yet, by number; the
// first ones up to limit, or with -1 all.
func (r Reader) unread(ctx context.Context, limit int) ([]int64, error) {
	if limit < 0 {
		limit = math.MaxInt32
	}
	var list []int64
	err := r.each(ctx, `select request from request_unread order by request limit $1`, []any{limit}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	})
	return list, err
}

// wordsOf reads agencies and words of requests. They are named one by one: the
// table of those not yet read swells and empties all day, and PostgreSQL, asked to
// join it, may go by how it was once and walk through all the requests there are.
func (r Reader) wordsOf(ctx context.Context, list []int64, found func(id int64, in agency.Code, words string)) error {
	for part := range slices.Chunk(list, lookedAtOnce) {
		var q composer
		err := r.each(ctx, `select id, agency, words from request where id in `+q.list(part), q.args, func(rows *sql.Rows) error {
			var id int64
			var in agency.Code
			var words string
			err := rows.Scan(&id, &in, &words)
			if err == nil {
				found(id, in, words)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
