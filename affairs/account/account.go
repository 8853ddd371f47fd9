package account

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Login is the name an official signs in with: small letters, digits, dot and
// hyphen. It is never given again.
type Login string

// Account is one official.
type Account struct {
	Login  Login
	Name   string // as colleagues know them
	Grants []Grant
	// PasswordHash is an encoded argon2id hash; "" while no password is set,
	// and then only sign-in by OIDC works.
	PasswordHash string
	// FirstPassword says that the password was given by somebody else, who
	// knows it; it opens nothing but the page on which it is changed.
	FirstPassword bool
	// TOTPSecret is the base32 secret of the second factor; "" while none is
	// set up.
	TOTPSecret string
	// TOTPUsed is the last time step accepted, so a code works once; 0 at
	// first.
	TOTPUsed int64
	// Subject is "issuer|subject" of the OIDC identity; "" if none.
	Subject string
	// Email is where the daily list of what waits is sent; "" for nowhere.
	Email string
	// Failures counts wrong passwords since the last success.
	Failures int
	// LockedUntil is zero while the account is not locked.
	LockedUntil time.Time
	// EndedAt is zero while the person is in office.
	EndedAt time.Time
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

var (
	ErrLogin     = errors.New("账号名由 2 至 32 个小写字母、数字、点或连字符组成")
	ErrName      = errors.New("请填写姓名")
	ErrEmail     = errors.New("请填写一个电子邮件地址，例如 li@example.gov.cn")
	ErrSameEmail = errors.New("邮箱没有变化")
	ErrExists    = errors.New("已有这个账号名，账号名不能重复使用")
	ErrNotFound  = errors.New("没有这个账号")
	ErrRole      = errors.New("没有这种职责")
	ErrNoAgency  = errors.New("这种职责须指明所在机关")
	ErrThree     = errors.New("系统、安全、审计管理员须由三人分别担任，且不得兼任业务职责")
	ErrHeld      = errors.New("已有这项职责")
	ErrNotHeld   = errors.New("没有这项职责可收回")
	ErrEnded     = errors.New("该账号已停用")
	ErrSelfGrant = errors.New("不能给自己授予职责")
	ErrOpenWork  = errors.New("该账号还有未办结的工作，请先移交")
	ErrSelf      = errors.New("不能移交给本人")
	// ErrForbidden is the answer to every act the table does not permit.
	ErrForbidden = errors.New("您的职责不包括这项操作")
	// ErrSignIn is the one answer to a wrong name, a wrong password and a
	// wrong code, so none of them can be told apart. At the door it also stands
	// for ErrLocked, which would tell that there is such a name.
	ErrSignIn   = errors.New("账号名、口令或动态口令不正确；连续输错 5 次，账号锁定 15 分钟")
	ErrLocked   = errors.New("多次输入错误，账号已锁定，请 15 分钟后再试或联系系统管理员")
	ErrPassword = errors.New("口令至少 12 个字符，且不能只是一个字符的重复")
)

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9.-]{1,31}$`)

// Thing is the account in the journal.
func (l Login) Thing() string { return "account/" + string(l) }

func (a Account) entry(act journal.Act, in agency.Code, by Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: a.Login.Thing(), Agency: string(in), Actor: string(by), Note: note}
}

// Active says whether the person is in office.
func (a Account) Active() bool { return a.EndedAt.IsZero() }

// Add opens an account without roles. The caller has checked that the login
// is free ([ErrExists]). Errors: [ErrLogin], also for the names under which the
// journal has the platform itself ([Console], [Clock]); [ErrName].
func Add(a Account, by Login, at time.Time) (Account, journal.Entry, error) {
	a.Name = strings.TrimSpace(a.Name)
	if !loginForm.MatchString(string(a.Login)) || a.Login == Console.Login || a.Login == Clock.Login || a.Login == AskerLogin || a.Login == PartyLogin {
		return a, journal.Entry{}, ErrLogin
	}
	if a.Name == "" {
		return a, journal.Entry{}, ErrName
	}
	address, err := ParseEmail(a.Email)
	if err != nil {
		return a, journal.Entry{}, err
	}
	a.Email, a.Grants, a.Stamp = address, nil, 0
	return a, a.entry(journal.AccountAdd, "", by, at, a.Name), nil
}

// CheckPassword is [ErrPassword] for one too easily guessed: under twelve
// characters or a single character repeated.
func CheckPassword(p string) error {
	first, _ := utf8.DecodeRuneInString(p)
	if utf8.RuneCountInString(p) < 12 || strings.Trim(p, string(first)) == "" {
		return ErrPassword
	}
	return nil
}

// SetPassword replaces the password hash and lifts a lock. One that another
// person set is a first password, to be changed by its owner. Errors:
// [ErrEnded].
func SetPassword(a Account, hash string, by Login, at time.Time) (Account, journal.Entry, error) {
	if !a.Active() {
		return a, journal.Entry{}, ErrEnded
	}
	a.PasswordHash, a.FirstPassword, a.Failures, a.LockedUntil = hash, by != a.Login, 0, time.Time{}
	return a, a.entry(journal.AccountPassword, "", by, at, ""), nil
}

// SetTOTP replaces the second factor; secret "" removes it. Errors:
// [ErrEnded].
func SetTOTP(a Account, secret string, by Login, at time.Time) (Account, journal.Entry, error) {
	if !a.Active() {
		return a, journal.Entry{}, ErrEnded
	}
	a.TOTPSecret, a.TOTPUsed = secret, 0
	return a, a.entry(journal.AccountTOTP, "", by, at, ""), nil
}

// ParseEmail is one address as it is kept; "" for "". Errors: [ErrEmail].
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", ErrEmail
	}
	return s, nil
}

// SetEmail says where the person's daily list goes; "" for nowhere. Errors:
// [ErrEnded], [ErrEmail], [ErrSameEmail].
func SetEmail(a Account, address string, by Login, at time.Time) (Account, journal.Entry, error) {
	if !a.Active() {
		return a, journal.Entry{}, ErrEnded
	}
	address, err := ParseEmail(address)
	if err != nil {
		return a, journal.Entry{}, err
	}
	if address == a.Email {
		return a, journal.Entry{}, ErrSameEmail
	}
	a.Email = address
	return a, a.entry(journal.AccountEmail, "", by, at, ""), nil
}

// Unlock lifts a lock. Errors: [ErrEnded].
func Unlock(a Account, by Login, at time.Time) (Account, journal.Entry, error) {
	if !a.Active() {
		return a, journal.Entry{}, ErrEnded
	}
	a.Failures, a.LockedUntil = 0, time.Time{}
	return a, a.entry(journal.AccountUnlock, "", by, at, ""), nil
}
