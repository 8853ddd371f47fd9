package publication

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Publication is information that was made public. It never disappears: a
// withdrawn one leaves a tombstone at its address.
type Publication struct {
	ID int64
	// Index is the index number (索引号), CODE/2017-000123: the agency that
	// first published it, the year, a serial. It is never given again and
	// survives mergers; it is also the address.
	Index   string
	Agency  agency.Code // who answers for it now
	Content Content
	// PublishedAt is when it first became public.
	PublishedAt time.Time
	// Version counts contents from 1; VersionAt is when the present one came.
	Version   int
	VersionAt time.Time
	Change    string // what the present version changed; "" for the first

	WithdrawnAt     time.Time // zero while public
	WithdrawnReason string    // public
	// Successor is the index of what stands in its place; "" if nothing does.
	Successor string

	// The three people; "" for imported ones, where Voucher answers.
	Drafter account.Login
	Cleared account.Login
	Signer  account.Login
	Voucher string // who vouched for an import
	Run     int64  // the import it came with; 0 if none
	// Source is the address it had before; "" if none.
	Source string
	Stamp  int64
}

// Thing is the publication in the journal.
func (p Publication) Thing() string { return Thing(p.ID) }

// Thing is the name of publication id in the journal.
func Thing(id int64) string { return "publication/" + strconv.FormatInt(id, 10) }

func (p Publication) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: p.Thing(), Agency: string(p.Agency), Actor: string(by), Note: note}
}

// PublishedOn is the legal day of first publication.
func (p Publication) PublishedOn() calendar.Day { return calendar.On(p.PublishedAt) }

// Version is one content a publication has had.
type Version struct {
	Number  int
	At      time.Time // from when it was the present one
	Change  string
	Content Content
}

// ChannelRecord is the fact that a publication went out on a channel (art.
// 23), with the address and time where the channel gives them.
type ChannelRecord struct {
	Channel Channel
	At      time.Time
	Address string // "" where there is none, as in print
	By      account.Login
}

var indexForm = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,15})[/-]((?:19|20)[0-9]{2})-([0-9]{6,})$`)

// ErrIndex refuses text that is not an index number.
var ErrIndex = errors.New("索引号应写成 JYJ/2017-000123 的形式")

// IndexNumber writes the index number of an agency's n-th publication of a
// year.
func IndexNumber(code agency.Code, year int, serial int64) string {
	b := make([]byte, 0, 32)
	b = append(b, code...)
	b = append(b, '/')
	b = strconv.AppendInt(b, int64(year), 10)
	b = append(b, '-')
	s := strconv.FormatInt(serial, 10)
	for i := len(s); i < 6; i++ {
		b = append(b, '0')
	}
	return string(append(b, s...))
}

// ParseIndex reads an index number in any case and with any kind of dash or
// slash. Errors: [ErrIndex].
func ParseIndex(s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.NewReplacer("／", "/", "－", "-", "—", "-", "–", "-", " ", "").Replace(s)
	m := indexForm.FindStringSubmatch(s)
	if m == nil {
		return "", ErrIndex
	}
	n, err := strconv.ParseInt(m[3], 10, 64)
	if err != nil {
		return "", ErrIndex
	}
	return fmt.Sprintf("%s/%s-%06d", m[1], m[2], n), nil
}
