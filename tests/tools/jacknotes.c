// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Plays MIDI notes into a JACK port: jacknotes PORT NOTE..., ten a second, each with its end. Ends when all are played.
 */

#include <jack/jack.h>
#include <jack/midiport.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_NOTES = 64 };

typedef struct {
	jack_port_t* port;
	uint8_t      note[MAX_NOTES];
	unsigned     n;
	unsigned     sent; // Messages: two for each note
	uint32_t     wait; // Frames until the next one
	uint32_t     pause;
	sem_t        done;
} Player;

static int
process(const jack_nframes_t frames, void* const arg)
{
	Player* const player = (Player*)arg;
	void* const   buffer = jack_port_get_buffer(player->port, frames);
	jack_midi_clear_buffer(buffer);
	if (player->wait > frames) {
		player->wait -= frames;
		return 0;
	}
	player->wait = player->pause;
	if (player->sent < 2U * player->n) {
		const uint8_t status     = player->sent % 2U ? 0x80 : 0x90;
		const uint8_t message[3] = {status, player->note[player->sent / 2U], 100};
		jack_midi_event_write(buffer, 0, message, sizeof(message));
		++player->sent;
	} else {
		sem_post(&player->done);
	}
	return 0;
}

int
main(const int argc, char** const argv)
{
	Player               player = {0};
	jack_client_t* const client = jack_client_open("notes", JackNoStartServer, NULL);
	if (argc < 3 || argc - 2 > MAX_NOTES || !client) {
		fprintf(stderr, "usage: jacknotes PORT NOTE..., beside a JACK server\n");
		return 2;
	}
	for (int i = 2; i < argc; ++i) {
		player.note[player.n++] = (uint8_t)atoi(argv[i]);
	}
	sem_init(&player.done, 0, 0);
	player.pause = jack_get_sample_rate(client) / 20U;
	player.wait  = player.pause;
	player.port  = jack_port_register(client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
	jack_set_process_callback(client, process, &player);
	// Connected before anything is played: no note is lost
	if (!player.port || jack_activate(client) || jack_connect(client, jack_port_name(player.port), argv[1])) {
		fprintf(stderr, "jacknotes: cannot connect to %s\n", argv[1]);
		return 1;
	}
	sem_wait(&player.done);
	jack_client_close(client);
	return 0;
}
