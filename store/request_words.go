package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

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

const gramColumns = "gram, request"

// gram is two letters in the requests of an agency as a number. That another
// pair has the same does no harm: what is found by it is looked at again.
func gram(in agency.Code, pair string) int64 {
	h := fnv.New32a()
	h.Write([]byte(in))
	h.Write([]byte{0})
	h.Write([]byte(pair))
	return int64(h.Sum32() >> 1)
}

// pairs is every two letters that follow each other in the words, each once.
func pairs(words string) []string {
	var list []string
	for line := range strings.SplitSeq(words, "\n") {
		letters := []rune(line)
		for i := 1; i < len(letters); i++ {
			list = append(list, string(letters[i-1:i+1]))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func grams(q request.Request) []int64 {
	var list []int64
	for _, pair := range pairs(requestWords(q)) {
		list = append(list, gram(q.Agency, pair))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// gramRows is the rows of many requests, in the order of the index.
func gramRows(list []request.Request) [][]any {
	var rows [][]any
	for _, q := range list {
		for _, g := range grams(q) {
			rows = append(rows, []any{g, int64(q.ID)})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(int64), b[0].(int64)), cmp.Compare(a[1].(int64), b[1].(int64)))
	})
	return rows
}

// saveRequestGrams makes a request found by its words, if they or its agency
// are new.
func (tx *Tx) saveRequestGrams(ctx context.Context, old, q request.Request) error {
	if old.ID != 0 {
		if old.Agency == q.Agency && requestWords(old) == requestWords(q) {
			return nil
		}
		for _, g := range grams(old) {
			if err := tx.later(ctx, write{thing: "words", args: []any{g, int64(q.ID)},
				text: `delete from request_gram where gram = $1 and request = $2`}); err != nil {
				return err
			}
		}
	}
	var args []any
	for _, g := range grams(q) {
		args = append(args, g, int64(q.ID))
	}
	if len(args) == 0 {
		return nil
	}
	return tx.later(ctx, write{thing: "words", args: args, text: insertText("request_gram", gramColumns, len(args)/2, 2, tx.store.engine.numbered())})
}

// mostCommon is from how many requests on a pair of letters is not worth
// counting further.
const mostCommon = 5000

// initial is the letter with which the name of the applicant begins, if the
// words of the selection are one letter only; "" if not.
func (s RequestSelection) initial() string {
	if words := foldWords(s.Words); utf8.RuneCountInString(words) == 1 {
		return words
	}
	return ""
}

// rarest is the grams of the pair of letters in the words that fewest requests
// of the agency, or of the city, have; nil for words of one letter.
func (r Reader) rarest(ctx context.Context, in agency.Code, words string) ([]int64, error) {
	list := pairs(words)
	if len(list) == 0 {
		return nil, nil
	}
	codes := []agency.Code{in}
	if in == "" {
		codes = nil // those of the record: there is no request without its agency
		err := r.each(ctx, `select code from agency order by code`, nil, func(rows *sql.Rows) error {
			var code agency.Code
			err := rows.Scan(&code)
			codes = append(codes, code)
			return err
		})
		if err != nil || len(codes) == 0 {
			return nil, err
		}
	}
	// Twelve pairs spread over long words tell enough.
	step := (len(list) + 11) / 12
	var best []int64
	least := int64(mostCommon + 1)
	for i := 0; i < len(list); i += step {
		q := composer{}
		of := make([]int64, len(codes))
		for j, code := range codes {
			of[j] = gram(code, list[i])
		}
		var n int64
		text := `select count(*) from (select 1 from request_gram where gram in ` + q.list(of) + ` limit ` + q.hole(least) + `) as found`
		if err := r.one(ctx, text, q.args, &n); err != nil {
			return nil, err
		}
		if best == nil || n < least {
			best, least = of, n
		}
		if least == 0 {
			break
		}
	}
	return best, nil
}

// auditGrams compares the index of words with what the requests say.
func (r Reader) auditGrams(ctx context.Context, report func(Difference), n, sum int64) error {
	var found, of int64
	if err := r.one(ctx, `select count(*), coalesce(sum(gram), 0) from request_gram`, nil, &found, &of); err != nil {
		return err
	}
	if found != n || of != sum {
		report(Difference{"request_gram", "检索索引", fmt.Sprintf("%d / %d", found, of), fmt.Sprintf("%d / %d", n, sum)})
	}
	return nil
}
