// Package stage (排演) plays the demonstration into a record: it founds the
// city, opens its sign-ins, takes in the year as one import, and lets the
// stories of package demo happen through the same acts that people use.
//
// Each part is done once, however often it is called, so a demonstration that
// was interrupted goes on where it stopped.
package stage
