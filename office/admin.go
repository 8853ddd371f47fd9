package office

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/store"
)

// What the three administrators and the disclosure offices do from their
// windows, beyond what person.go and agency.go do for everybody.

var (
	// ErrOwnAccount sends administrators to the page everybody has: there the
	// present password is asked for.
	ErrOwnAccount = errors.New("自己的口令和动态口令请在“我的账号”里更改")
	// ErrAdministrator keeps the administrators from taking over each other's
	// accounts.
	ErrAdministrator = errors.New("其他管理员的口令和动态口令只能在控制台重新设置")
	// ErrNothingHeld refuses to hand over where there is nothing.
	ErrNothingHeld = errors.New("没有需要移交的工作")
	// ErrReach refuses a branch of the tree to somebody whose agency has no
	// say there.
	ErrReach = errors.New("只能在本机关使用的目录下增设类别")
)

// CityWide says whether the actor may do the act for every agency, not only
// for some: no agency bears the code that is asked about.
func CityWide(by account.Actor, act journal.Act) bool { return by.May(act, "*") }

// NewPasswordFor gives a person a new random password and returns it: it is
// shown once and kept nowhere. Every session of theirs ends. Errors:
// [ErrOwnAccount], [ErrAdministrator], [account.ErrEnded].
func (o *Office) NewPasswordFor(ctx context.Context, by account.Actor, login account.Login) (string, error) {
	if login == by.Login {
		return "", ErrOwnAccount
	}
	password := NewPassword()
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	_, err = o.ChangeAccount(ctx, by, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		if !by.MayReset(a) {
			return a, journal.Entry{}, ErrAdministrator
		}
		return account.SetPassword(a, hash, by.Login, at)
	})
	return password, err
}

// RemoveCode removes a person's second factor, whose telephone is lost.
// Errors: [ErrOwnAccount], [ErrAdministrator], [account.ErrEnded].
func (o *Office) RemoveCode(ctx context.Context, by account.Actor, login account.Login) error {
	if login == by.Login {
		return ErrOwnAccount
	}
	_, err := o.ChangeAccount(ctx, by, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		if !by.MayReset(a) {
			return a, journal.Entry{}, ErrAdministrator
		}
		return account.SetTOTP(a, "", by.Login, at)
	})
	return err
}

// Unlock lets a person who was locked out try again.
func (o *Office) Unlock(ctx context.Context, by account.Actor, login account.Login) error {
	_, err := o.ChangeAccount(ctx, by, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.Unlock(a, by.Login, at)
	})
	return err
}

// GrantRole gives a person a role. Errors: [store.ErrNotFound] for the agency,
// and those of [account.GrantRole].
func (o *Office) GrantRole(ctx context.Context, by account.Actor, login account.Login, g account.Grant) error {
	if g.Agency != "" {
		if _, err := o.Store.Agency(ctx, g.Agency); err != nil {
			return err
		}
	}
	_, err := o.ChangeAccount(ctx, by, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.GrantRole(a, g, by.Login, at)
	})
	return err
}

// RevokeRole takes a role back. Errors are those of [account.RevokeRole].
func (o *Office) RevokeRole(ctx context.Context, by account.Actor, login account.Login, g account.Grant) error {
	_, err := o.ChangeAccount(ctx, by, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.RevokeRole(a, g, by.Login, at)
	})
	return err
}

var branchForm = regexp.MustCompile(`^(?:[0-9]{2}|[A-Z]{2}|[A-Z][0-9]|[0-9][A-Z])$`)

// Inherits says whether a category of the owner is part of the tree of an
// agency: the law's and the city's are everybody's, an agency's own also of
// those below it.
func Inherits(agencies []agency.Agency, owner, in agency.Code) bool {
	if owner == "" {
		return true
	}
	parents := make(map[agency.Code]agency.Code, len(agencies))
	for _, a := range agencies {
		parents[a.Code] = a.Parent
	}
	for range len(agencies) + 1 { // a loop in the tree ends here
		if in == owner {
			return true
		}
		if in == "" {
			return false
		}
		in = parents[in]
	}
	return false
}

// AddBranch adds a category below parent, its code being the parent's with two
// figures or capital letters after it: the city's with owner "", or that of an
// agency and those below it. Errors: [ErrReach] for a parent that is not in
// the owner's tree; [account.ErrForbidden] for the city's tree by somebody of
// one agency; [ErrCategoryCode], [ErrCategoryName].
func (o *Office) AddBranch(ctx context.Context, by account.Actor, owner agency.Code, parent, suffix, name, english string) (store.Category, error) {
	c := store.Category{Code: parent + strings.ToUpper(suffix), Parent: parent, Name: strings.TrimSpace(name),
		English: strings.TrimSpace(english), Owner: owner}
	if owner == "" && !CityWide(by, journal.CategoryAdd) || !by.May(journal.CategoryAdd, owner) {
		return c, account.ErrForbidden
	}
	if c.Name == "" {
		return c, ErrCategoryName
	}
	if !branchForm.MatchString(strings.ToUpper(suffix)) {
		return c, ErrCategoryCode
	}
	tree, err := o.Store.Categories(ctx)
	if err != nil {
		return c, err
	}
	agencies, err := o.Store.Agencies(ctx)
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(tree, func(known store.Category) bool { return known.Code == parent })
	if i < 0 || owner == "" && tree[i].Owner != "" || !Inherits(agencies, tree[i].Owner, owner) {
		return c, ErrReach
	}
	return c, o.addCategory(ctx, by, c)
}
