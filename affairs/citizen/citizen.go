package citizen

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// ID is the number of a reader, counted from 1 and never given again; 0 for
// nobody.
type ID int64

const prefix = "citizen/"

// Thing is the reader in the journal, "citizen/17". No official can have it
// for a login, which holds no stroke.
func (id ID) Thing() string { return prefix + strconv.FormatInt(int64(id), 10) }

// ParseThing reads [ID.Thing]; false for anything else.
func ParseThing(s string) (ID, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, prefix), 10, 64)
	id := ID(n)
	return id, err == nil && n > 0 && id.Thing() == s
}

// Actor is the reader acting on what is their own.
func (id ID) Actor() account.Actor { return account.Citizen(id.Thing()) }

// Citizen is one registered reader.
type Citizen struct {
	ID ID
	// Name is what they sign in with, as [ParseName] folds it.
	Name         string
	PasswordHash string // encoded argon2id
	// Failures counts wrong passwords since the last success.
	Failures int
	// LockedUntil is zero while the account is not locked.
	LockedUntil  time.Time
	RegisteredAt time.Time
	// VisitAt is when the present visit began, PreviousAt the one before: what
	// was published after it is new to this reader. Both are RegisteredAt at
	// first.
	VisitAt, PreviousAt time.Time
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

var (
	ErrName         = errors.New("登录名由 2 至 32 个汉字、字母或数字组成")
	ErrNamePersonal = errors.New("登录名不要用手机号或证件号")
	ErrTaken        = errors.New("这个登录名已有人使用，请另取一个")
	// ErrSignIn is the one answer to a name nobody has, a wrong password and a
	// locked account, so that none of them can be told apart.
	ErrSignIn = errors.New("登录名或口令不正确；连续输错 5 次的账号 15 分钟内不能登录")
	// ErrPassword refuses a change whose present password is wrong.
	ErrPassword = errors.New("现在的口令不正确")
	ErrFull     = errors.New("最多收藏 500 条信息，请先取消一些")
	ErrFollows  = errors.New("最多关注 50 个机关和类别，请先取消一些")
)

const (
	nameMin, nameMax = 2, 32 // characters
	nameBytes        = 512   // longest name looked at before folding
)

// ParseName is the one spelling of a name: in Unicode's compatibility form
// (NFKC) and small letters, so that ＡＢ, AB and ab are the same reader. Of
// letters only those of ASCII and Chinese characters are taken: others look
// alike too easily. Errors: [ErrName], [ErrNamePersonal].
func ParseName(s string) (string, error) {
	if len(s) > nameBytes || !utf8.ValidString(s) {
		return "", ErrName
	}
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	n, digits := 0, 0
	for _, c := range s {
		n++
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z', unicode.Is(unicode.Han, c):
		default:
			return "", ErrName
		}
	}
	if n < nameMin || n > nameMax {
		return "", ErrName
	}
	// Eleven digits are a mobile telephone; seventeen, and a digit or x, an
	// identity card.
	if digits >= 11 && n-digits <= 1 {
		return "", ErrNamePersonal
	}
	return s, nil
}

func (c Citizen) entry(act journal.Act, at time.Time) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: c.ID.Thing(), Actor: c.ID.Thing()}
}
