package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/office"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Open an account; prints a first password unless one is given."`
	List     userListCmd     `cmd:"" help:"List accounts and roles."`
	Grant    userGrantCmd    `cmd:"" help:"Give a role."`
	Revoke   userRevokeCmd   `cmd:"" help:"Take a role back."`
	Password userPasswordCmd `cmd:"" help:"Set a new password; prints one unless one is given."`
	Email    userEmailCmd    `cmd:"" help:"Set where the daily list of what waits is sent; none without an address."`
	Unlock   userUnlockCmd   `cmd:"" help:"Lift a lock and, with --totp, remove the second factor."`
	HandOver userHandOverCmd `cmd:"" help:"Give all open work of one person to another."`
	End      userEndCmd      `cmd:"" help:"Close the account of a person who left."`
}

// passwordFlags is how a password reaches a command without standing in the
// shell's history.
type passwordFlags struct {
	PasswordStdin bool `help:"Read the password from the first line of standard input."`
}

func (p passwordFlags) read(out *console) (password string, made bool, err error) {
	if !p.PasswordStdin {
		return office.NewPassword(), true, nil
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", false, fmt.Errorf("标准输入中没有口令：%w", err)
	}
	password = strings.TrimRight(line, "\r\n")
	return password, false, account.CheckPassword(password)
}

type userAddCmd struct {
	where
	passwordFlags
	Login   string   `arg:"" help:"Small letters, digits, dot, hyphen."`
	Name    string   `help:"Name as colleagues know it." required:""`
	Role    []string `help:"Roles to give: clerk, reviewer, secrecy_reviewer, signer, head, city_office, leader, assessor, system_admin, security_admin, audit_admin."`
	Agency  string   `help:"Code of the agency the roles are held in." placeholder:"CODE"`
	Subject string   `help:"OIDC identity, issuer|subject." placeholder:"ISS|SUB"`
	Email   string   `help:"Address for the daily list of what waits." placeholder:"ADDRESS"`
}

func (c userAddCmd) Run(ctx context.Context, out *console) error {
	password, made, err := c.read(out)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	hash, err := office.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	var grants []account.Grant
	for _, r := range c.Role {
		grants = append(grants, account.Grant{Role: account.Role(r), Agency: agency.Code(c.Agency)})
	}
	a, err := o.AddAccount(ctx, account.Console, account.Account{
		FirstPassword: true,
		Login:         account.Login(c.Login), Name: c.Name, PasswordHash: hash, Subject: c.Subject, Email: c.Email,
	}, grants)
	if err != nil {
		return err
	}
	out.printf("已开设账号 %s（%s）\n", a.Login, a.Name)
	if made {
		out.printf("首次口令：%s（首次登录时须更改）\n", password)
	}
	return nil
}

type userListCmd struct {
	where
	JSON bool `help:"Print JSON."`
}

type userLine struct {
	Login  account.Login   `json:"login"`
	Name   string          `json:"name"`
	Roles  []account.Grant `json:"roles"`
	Ended  bool            `json:"ended"`
	Locked bool            `json:"locked"`
	TOTP   bool            `json:"totp"`
}

func (c userListCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	list, err := o.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	lines := make([]userLine, 0, len(list))
	for _, a := range list {
		lines = append(lines, userLine{a.Login, a.Name, a.Grants, !a.Active(), o.Now().Before(a.LockedUntil), a.TOTPSecret != ""})
	}
	if c.JSON {
		return out.json(lines)
	}
	for _, l := range lines {
		var roles []string
		for _, g := range l.Roles {
			roles = append(roles, strings.TrimSuffix(g.Role.Name()+"@"+string(g.Agency), "@"))
		}
		state := ""
		if l.Ended {
			state = "（已停用）"
		} else if l.Locked {
			state = "（已锁定）"
		}
		out.printf("%-20s  %s%s  %s\n", l.Login, l.Name, state, strings.Join(roles, "，"))
	}
	return nil
}

type userGrantCmd struct {
	where
	Login  string `arg:""`
	Role   string `arg:""`
	Agency string `help:"Code of the agency the role is held in." placeholder:"CODE"`
}

func (c userGrantCmd) Run(ctx context.Context, out *console) error {
	g := account.Grant{Role: account.Role(c.Role), Agency: agency.Code(c.Agency)}
	return change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.GrantRole(a, g, account.Console.Login, at)
	})
}

type userRevokeCmd struct {
	where
	Login  string `arg:""`
	Role   string `arg:""`
	Agency string `help:"Code of the agency the role is held in." placeholder:"CODE"`
}

func (c userRevokeCmd) Run(ctx context.Context, out *console) error {
	g := account.Grant{Role: account.Role(c.Role), Agency: agency.Code(c.Agency)}
	return change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.RevokeRole(a, g, account.Console.Login, at)
	})
}

type userPasswordCmd struct {
	where
	passwordFlags
	Login string `arg:""`
}

func (c userPasswordCmd) Run(ctx context.Context, out *console) error {
	password, made, err := c.read(out)
	if err != nil {
		return err
	}
	hash, err := office.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	err = change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.SetPassword(a, hash, account.Console.Login, at)
	})
	if err == nil && made {
		out.printf("新口令：%s（下次登录时须更改）\n", password)
	}
	return err
}

type userEmailCmd struct {
	where
	Login   string `arg:""`
	Address string `arg:"" optional:""`
}

func (c userEmailCmd) Run(ctx context.Context, out *console) error {
	return change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.SetEmail(a, c.Address, account.Console.Login, at)
	})
}

type userUnlockCmd struct {
	where
	Login string `arg:""`
	TOTP  bool   `help:"Also remove the second factor, for a lost telephone."`
}

func (c userUnlockCmd) Run(ctx context.Context, out *console) error {
	err := change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.Unlock(a, account.Console.Login, at)
	})
	if err != nil || !c.TOTP {
		return err
	}
	return change(ctx, c.where, out, c.Login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.SetTOTP(a, "", account.Console.Login, at)
	})
}

type userHandOverCmd struct {
	where
	From string `arg:""`
	To   string `arg:""`
}

func (c userHandOverCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	n, err := o.HandOver(ctx, account.Console, account.Login(c.From), account.Login(c.To))
	if err == nil {
		out.printf("已移交 %d 件\n", n)
	}
	return err
}

type userEndCmd struct {
	where
	Login string `arg:""`
}

func (c userEndCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	if err := o.EndAccount(ctx, account.Console, account.Login(c.Login)); err != nil {
		return err
	}
	out.printf("账号 %s 已停用\n", c.Login)
	return nil
}

func change(ctx context.Context, w where, out *console, login string,
	act func(account.Account, time.Time) (account.Account, journal.Entry, error)) error {
	o, err := w.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	a, err := o.ChangeAccount(ctx, account.Console, account.Login(login), act)
	if err == nil {
		out.printf("已更新账号 %s（%s）\n", a.Login, a.Name)
	}
	return err
}
