package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/office/intake"
	"gongkai/store"
)

type ledgerCmd struct {
	Template ledgerTemplateCmd `cmd:"" help:"Write the empty table of a book, XLSX or CSV, with how to fill it in."`
	Import   ledgerImportCmd   `cmd:"" help:"Take over entries of a book, CSV or XLSX."`
	List     ledgerListCmd     `cmd:"" help:"List entries of a book, or the books."`
}

// bookOf is the book of a code as it was typed; its printed name will do.
func bookOf(typed string) (*ledger.Book, error) {
	codes := make([]string, len(ledger.Books))
	for i, b := range ledger.Books {
		if typed == string(b.Code) || typed == b.Name {
			return b, nil
		}
		codes[i] = fmt.Sprintf("%s（%s）", b.Code, b.Name)
	}
	return nil, fmt.Errorf("%w：%s；台账有 %s", ledger.ErrNoBook, typed, strings.Join(codes, "、"))
}

type ledgerTemplateCmd struct {
	Book string `arg:"" help:"The book." placeholder:"BOOK"`
	Out  string `help:"File to write, .xlsx or .csv; CSV on the standard output without it." short:"o" type:"path" placeholder:"FILE"`
}

func (c ledgerTemplateCmd) Run(out *console) (err error) {
	b, err := bookOf(c.Book)
	if err != nil {
		return err
	}
	write := intake.LedgerTemplateCSV
	if strings.HasSuffix(strings.ToLower(c.Out), ".xlsx") {
		write = intake.LedgerTemplate
	}
	if c.Out == "" {
		return write(out.out, b)
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(io.Writer(f), b)
}

type ledgerImportCmd struct {
	where
	File   string `arg:"" help:"The file; columns are found by their headings." type:"existingfile"`
	Book   string `help:"The book." required:"" placeholder:"BOOK"`
	Agency string `help:"Code of the agency whose entries they are." required:"" placeholder:"CODE"`
	JSON   bool   `help:"Print JSON: read, imported, already_there, refused."`
}

func (c ledgerImportCmd) Run(ctx context.Context, out *console) error {
	b, err := bookOf(c.Book)
	if err != nil {
		return err
	}
	code, err := agency.ParseCode(c.Agency)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("导入")
	run, err := intake.ImportLedger(ctx, o, account.Console, intake.LedgerJob{Agency: code, Book: b.Code, File: c.File, Seize: true}, report)
	done()
	if err != nil {
		return err
	}
	balance, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		return err
	}
	if c.JSON {
		err = out.json(balance)
	} else {
		printBalance(out, balance)
	}
	if err == nil && balance.RefusedCount > 0 {
		err = errPartly
	}
	return err
}

type ledgerListCmd struct {
	where
	Book   string `help:"The book; without it, the books and how many entries they have." placeholder:"BOOK"`
	Agency string `help:"Only those of an agency." placeholder:"CODE"`
	Year   int    `help:"Only those of a year." placeholder:"YYYY"`
	State  string `help:"Only those in a state: entered, released, struck." default:"" enum:",entered,released,struck"`
	Words  string `help:"Only those with these words." placeholder:"WORDS"`
	Limit  int    `help:"How many at most." default:"1000"`
	JSON   bool   `help:"Print JSON."`
}

// listedEntry is an entry in JSON.
type listedEntry struct {
	Number string                  `json:"number"`
	Agency agency.Code             `json:"agency"`
	State  ledger.State            `json:"state"`
	Title  string                  `json:"title"`
	Day    string                  `json:"day"`
	Due    string                  `json:"due,omitempty"`
	Fields ledger.Row              `json:"fields"`
	Rows   map[string][]ledger.Row `json:"rows,omitempty"`
}

func (c ledgerListCmd) Run(ctx context.Context, out *console) error {
	s := store.LedgerSelection{Seat: ledger.Seat{All: true}, Year: c.Year, State: ledger.State(c.State), Words: c.Words}
	if c.Book != "" {
		b, err := bookOf(c.Book)
		if err != nil {
			return err
		}
		s.Book = b.Code
	}
	if c.Agency != "" {
		code, err := agency.ParseCode(c.Agency)
		if err != nil {
			return err
		}
		s.Agency = code
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	s.Today = o.Today()
	if s.Book == "" {
		return c.books(ctx, out, o.Store, s)
	}
	list, err := o.Store.Entries(ctx, s, store.LedgerPlace{}, c.Limit)
	if err != nil {
		return err
	}
	n, err := o.Store.CountEntries(ctx, s)
	if err != nil {
		return err
	}
	if c.JSON {
		entries := make([]listedEntry, 0, len(list))
		for _, e := range list {
			entries = append(entries, listedEntry{e.Number(), e.Agency, e.State, e.Title(), e.Day().String(), e.Due().String(), e.Values.Row, e.Values.Rows})
		}
		return out.json(struct {
			Book    ledger.Code   `json:"book"`
			Count   int64         `json:"count"`
			Entries []listedEntry `json:"entries"`
		}{s.Book, n, entries})
	}
	for _, e := range list {
		out.printf("%s  %s  %s  %s  %s\n", e.Number(), e.Agency, e.Day(), e.State.Name(), e.Title())
	}
	out.printf("共 %d 条\n", n)
	return nil
}

// books prints how many entries each book has.
func (c ledgerListCmd) books(ctx context.Context, out *console, s *store.Store, of store.LedgerSelection) error {
	counts, err := s.LedgerCounts(ctx, of)
	if err != nil {
		return err
	}
	type listed struct {
		Book     ledger.Code `json:"book"`
		Name     string      `json:"name"`
		Entered  int64       `json:"entered"`
		Released int64       `json:"released"`
		Struck   int64       `json:"struck"`
		Overdue  int64       `json:"overdue"`
	}
	var books []listed
	for _, b := range ledger.Books {
		n := counts[b.Code]
		books = append(books, listed{b.Code, b.Name, n.Entered, n.Released, n.Struck, n.Overdue})
	}
	if c.JSON {
		return out.json(books)
	}
	for _, b := range books {
		out.printf("%-14s %s  未公开 %d，已公开 %d，已撤销 %d，逾期 %d\n", b.Book, b.Name, b.Entered, b.Released, b.Struck, b.Overdue)
	}
	return nil
}
