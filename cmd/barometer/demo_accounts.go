package main

import (
	"context"
	"crypto/rand"

	"barometer/surveys"
	"barometer/surveys/store"
)

// inviteColleague holds a place for somebody who has not come yet; the mail
// with the link is among those that the demo catches.
func inviteColleague(ctx context.Context, st *store.Store, links *surveys.Safe, by surveys.User) error {
	secret, post := rand.Text(), newPostID()
	place, err := st.OfferPlace(ctx, surveys.Place{Email: "lena@lindqvist-rao.example", Role: surveys.Viewer, ByName: by.Called(), Post: post}, secret)
	if err != nil {
		return err
	}
	link, err := links.Lock(surveys.OwnLink(place.ID, secret))
	if err != nil {
		return err
	}
	return st.Post(ctx, surveys.Post{ID: post, Kind: surveys.PostJoin, To: place.Email, By: place.ByName, Secret: link})
}
