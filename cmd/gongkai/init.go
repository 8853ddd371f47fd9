package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"gongkai/affairs/account"
	"gongkai/cities"
	"gongkai/office"
)

type initCmd struct {
	where
	Name        string   `help:"Name of the city." default:"本市"`
	Address     string   `help:"Public address of the portal, https://…, for citations and codes." placeholder:"URL"`
	FormerHosts []string `help:"Hosts of the sites it replaces; their addresses redirect to what was imported from them." placeholder:"HOST,…"`
	City        string   `help:"A city whose data come with the program (changchun), or a folder of such data." placeholder:"NAME|DIR"`
}

func (c initCmd) Run(ctx context.Context, out *console) error {
	if c.Address != "" {
		u, err := url.Parse(c.Address)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			return valueError(fmt.Sprintf("--address %q：应写成 https://主机名", c.Address))
		}
	}
	var folder fs.FS
	if c.City != "" {
		var err error
		if folder, err = cityFolder(c.City); err != nil {
			return err // before anything is made on disk
		}
	}
	o, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	if c.City == "" {
		err = o.FoundEmpty(ctx, account.Console, office.CityFile{
			Code: "city", Name: c.Name, PublicAddress: c.Address, FormerHosts: strings.Join(c.FormerHosts, " "),
		})
	} else {
		err = o.Found(ctx, account.Console, folder)
	}
	if err != nil {
		return err
	}
	city, err := o.City(ctx)
	if err != nil {
		return err
	}
	out.printf("已建立 %s：%s\n", city.Name, c.Data)
	out.printf("接下来：gongkai agency add CODE NAME；gongkai user add；gongkai serve\n")
	return nil
}

// cityFolder is a city compiled in, or a folder on disk.
func cityFolder(name string) (fs.FS, error) {
	if sub, err := fs.Sub(cities.FS, name); err == nil {
		if _, err := fs.Stat(sub, "city.json"); err == nil {
			return sub, nil
		}
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return os.DirFS(name), nil
	}
	return nil, valueError(name + "：没有这个城市的数据")
}
