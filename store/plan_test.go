package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// listTexts is the SQL of List for every kind of selection, in both
// directions.
func listTexts(t *testing.T) []string {
	s := storetest.Open(t, storetest.SQLite(t))
	for _, code := range []agency.Code{"", "FGW"} {
		for _, cats := range [][]string{nil, {"notice"}, {"notice", "budget", "people"}} {
			for _, year := range []int{0, 2017} {
				for _, channel := range []publication.Channel{0, publication.Website, publication.Gazette, publication.Social, publication.Weibo, publication.Other} {
					for _, normative := range []bool{false, true} {
						for _, at := range []store.Cursor{{}, {At: 1, ID: 1}, {At: 1, ID: 1, Newer: true}} {
							sel := store.Selection{Agency: code, Categories: cats, Year: year, Channel: channel, Normative: normative}
							if _, err := s.List(t.Context(), sel, at, 20); err != nil {
								t.Fatal(err)
							}
						}
					}
				}
			}
		}
	}
	var texts []string
	for _, text := range store.PreparedTexts(s) {
		if strings.Contains(text, "index_number") {
			texts = append(texts, text)
		}
	}
	if len(texts) < 200 {
		t.Fatalf("only %d texts of lists: the store remembers them elsewhere now", len(texts))
	}
	return texts
}

// No list reads the whole table or sorts it: a page costs the same in a city
// of a million records.
func TestListsReadAnIndexOnSQLite(t *testing.T) {
	address := storetest.SQLite(t)
	storetest.Open(t, address)
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range listTexts(t) {
		var args []any
		for n := 1; strings.Contains(text, fmt.Sprintf("$%d", n)); n++ {
			args = append(args, n)
		}
		rows, err := db.Query("explain query plan "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(detail, "publication") && !strings.Contains(detail, "USING INDEX") {
				t.Errorf("%s\nreads the table: %s", text, detail)
			}
			if strings.Contains(text, "agency = $") && strings.Contains(text, "category = $") &&
				!strings.Contains(text, "channels &") && !strings.Contains(text, "and normative") &&
				strings.Contains(detail, "publication_") && !strings.Contains(detail, "publication_agency_category") {
				t.Errorf("%s\nreads one of the two: %s", text, detail)
			}
			// Few of an agency's or a category's records are normative or went
			// out on a rarer channel: these have an index, or all the others
			// would be read to find them. Agency and category together leave
			// few anyway; no page asks for a kind and a channel at once.
			for some, index := range map[string]string{"and normative": "_normative", "channels & 2 ": "_gazette",
				"channels & 4 ": "_social", "channels & 8 ": "_other"} {
				if strings.Contains(text, some) && strings.Contains(text, "and normative") != strings.Contains(text, "channels &") &&
					!(strings.Contains(text, "agency = $") && strings.Contains(text, "category = $")) &&
					strings.Contains(detail, "publication_") && !strings.Contains(detail, index) {
					t.Errorf("%s\nreads more than that kind: %s", text, detail)
				}
			}
			// Several categories: the pages of each are sorted and merged, not
			// the records behind them.
			if strings.Contains(detail, "TEMP B-TREE") && strings.Contains(plan[len(plan)-1], "publication") {
				t.Errorf("%s\nsorts what it reads: %s", text, plan[len(plan)-1])
			}
			plan = append(plan, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestListsReadAnIndexOnPostgres(t *testing.T) {
	address := storetest.Postgres(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, text := range []string{
		`insert into publication select n, 'FGW/2017-' || n, 'A' || n % 60, 'c' || n % 40, '名称', '', '', 17000,
			cast(n as bigint) * 1000000, '正文', '', '', n % 9 = 0, '', n % 16, '', 1, n, '', 0, '', '', '', '', '', '', 0, '', '', 1
			from generate_series(1, 20000) as n`,
		`analyze publication`, `set plan_cache_mode = force_generic_plan`, `set enable_seqscan = off`,
	} {
		if _, err := conn.Exec(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range listTexts(t) {
		name := fmt.Sprintf("list%d", i)
		described, err := conn.Prepare(ctx, name, text)
		if err != nil {
			t.Fatal(err)
		}
		nulls := strings.TrimSuffix(strings.Repeat("null, ", len(described.ParamOIDs)), ", ")
		rows, err := conn.Query(ctx, "explain execute "+name+"("+nulls+")", pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if whole := strings.Join(plan, "\n"); strings.Contains(whole, "Seq Scan on publication") {
			t.Errorf("%s\nreads the table:\n%s", text, whole)
		}
	}
}

// Numbers are looked up in the tree that also lists their series.
func TestNumbersReadTheirIndexOnSQLite(t *testing.T) {
	address := storetest.SQLite(t)
	s := storetest.Open(t, address)
	for _, key := range []string{"2017|54|长府办发", "2017|54|"} {
		if _, err := s.ByNumber(t.Context(), key, 20); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	seen := 0
	for _, text := range store.PreparedTexts(s) {
		if !strings.Contains(text, "where number_key <> ''") {
			continue
		}
		seen++
		var id, parent, unused int
		var detail string
		if err := db.QueryRow("explain query plan "+text, 1, 2, 3).Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(detail, "USING INDEX publication_series (number_key") {
			t.Errorf("%s\nis answered by: %s", text, detail)
		}
	}
	if seen != 2 {
		t.Errorf("%d texts of ByNumber, want 2", seen)
	}
}
