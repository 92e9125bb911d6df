using Qujiang.LegKernel.Disruptions;

namespace Qujiang.LegKernel.Tests;

/// <summary>Hold, confirm, release and expire, one at a time.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("ledger");

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task A_hold_takes_room_on_its_segments_and_tells()
    {
        var id = await kernel.MovementAsync("M-1", Samples.FiftyTeu, segments: 3);
        var command = Samples.Hold(new CapacityVector(Teu100: 400, Kg: 60_000), id, 1, 3);

        var hold = await kernel.HoldAsync(command);

        hold.State.ShouldBe(HoldState.Held);
        var movement = await kernel.MovementAsync(id);
        movement.Segments.Select(s => s.Held.Teu100).ShouldBe([0, 400, 400]);
        movement.Revision.ShouldBe(2);
        var facts = await kernel.FactsAsync();
        facts.Select(f => f.GetType().Name).ShouldBe(["MovementPublished", "CapacityChanged", "CapacityHeld"]);
        facts.Select(f => f.Sequence).ShouldBe([1, 2, 3]);
        facts
            .OfType<CapacityChanged>()
            .Single()
            .ShouldSatisfyAllConditions(
                c => c.Revision.ShouldBe(2),
                c => c.Reason.ShouldBe("held"),
                c => c.Segments.ShouldBe(movement.Segments)
            );
        facts.OfType<CapacityHeld>().Single().ExpiresAt.ShouldBe(hold.ExpiresAt, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Confirm_then_release_gives_all_back()
    {
        var id = await kernel.MovementAsync("M-2", Samples.FiftyTeu);
        var command = Samples.Hold(Samples.Teu(2), id);
        await kernel.HoldAsync(command);

        (await kernel.ConfirmAsync(command.HoldId))!.State.ShouldBe(HoldState.Confirmed);
        (await kernel.MovementAsync(id)).Segments[0].Confirmed.Teu100.ShouldBe(200);

        (await kernel.ReleaseAsync(command.HoldId)).State.ShouldBe(HoldState.Released);
        (await kernel.ReleaseAsync(command.HoldId)).State.ShouldBe(HoldState.Released);
        var segment = (await kernel.MovementAsync(id)).Segments[0];
        segment.Free().ShouldBe(Samples.FiftyTeu);
        segment.Offered.ShouldBe(Samples.FiftyTeu);
        (await kernel.ConfirmAsync(command.HoldId))!.State.ShouldBe(HoldState.Released);
        (await kernel.MovementAsync(id)).Revision.ShouldBe(4);
    }

    [Fact]
    public async Task The_same_hold_twice_has_one_effect_and_one_answer()
    {
        var id = await kernel.MovementAsync("M-3", Samples.FiftyTeu);
        var command = Samples.Hold(Samples.Teu(2), id);
        var first = await kernel.HoldAsync(command);
        (await kernel.HoldAsync(command)).ShouldBe(first);
        (await kernel.MovementAsync(id)).Segments[0].Held.Teu100.ShouldBe(200);

        var refused = Samples.Hold(Samples.Teu(60), id);
        var no = await kernel.HoldAsync(refused);
        await kernel.ReleaseAsync(command.HoldId);
        (await kernel.HoldAsync(refused)).ShouldBe(no);
    }

    [Fact]
    public async Task All_legs_or_none()
    {
        var roomy = await kernel.MovementAsync("M-4", Samples.FiftyTeu, segments: 2);
        var full = await kernel.MovementAsync("M-5", Samples.Teu(1), segments: 2);
        var hold = await kernel.HoldAsync(
            Samples.Hold([new HoldLeg(Samples.Teu(2), roomy, 0, 2), new HoldLeg(Samples.Teu(2), full, 0, 2)])
        );

        hold.State.ShouldBe(HoldState.Refused);
        hold.Refusal.ShouldBe(new Refusal(1, "capacity", "teu100", 0, Samples.Teu(1)));
        (await kernel.MovementAsync(roomy)).Revision.ShouldBe(1);
        (await kernel.MovementAsync(roomy)).Segments.ShouldAllBe(s => s.Held == new CapacityVector());
    }

    [Fact]
    public async Task Two_legs_of_one_hold_may_compete_for_one_segment()
    {
        var id = await kernel.MovementAsync("M-6", Samples.Teu(3), segments: 2);
        var hold = await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(2), id, 0, 2), new HoldLeg(Samples.Teu(2), id, 1, 2)]));
        hold.Refusal.ShouldBe(new Refusal(1, "capacity", "teu100", 1, Samples.Teu(1)));
        (await kernel.MovementAsync(id)).Segments.ShouldAllBe(s => s.Held == new CapacityVector());
    }

    [Fact]
    public async Task Every_refusal_names_its_constraint()
    {
        var id = await kernel.MovementAsync("M-7", Samples.FiftyTeu, segments: 2);
        var gone = await kernel.MovementAsync("M-8", Samples.FiftyTeu, startsIn: TimeSpan.FromHours(-2));
        var cancelled = await kernel.MovementAsync("M-9", Samples.FiftyTeu);
        await kernel.DoAsync(w => Cancellation.CancelAsync(w, cancelled, "test", "test", default));
        var one = Samples.Teu(1);
        (HoldCapacity Command, string Constraint)[] table =
        [
            (Samples.Hold(one, "NO-SUCH"), "unknown"),
            (Samples.Hold(one, gone), "cutoff"),
            (Samples.Hold(one, cancelled), "cancelled"),
            (Samples.Hold(one, id, 1, 1), "invalid"),
            (Samples.Hold(one, id, 0, 9), "invalid"),
            (Samples.Hold(one, id, -1, 1), "invalid"),
            (Samples.Hold(new CapacityVector(), id), "invalid"),
            (Samples.Hold(new CapacityVector(Teu100: -1), id), "invalid"),
            (Samples.Hold([]), "invalid"),
            (Samples.Hold([new HoldLeg(one, id, 0, null)]), "invalid"),
            (Samples.Hold([new HoldLeg(one, id, 0, 1, "N-DLZ-LUO", new DateOnly(2026, 12, 1))]), "invalid"),
            (Samples.Hold(one, id, ttl: 0), "invalid"),
            (Samples.Hold([new HoldLeg(one, LaneId: "NO-SUCH", Day: new DateOnly(2026, 12, 1))]), "unknown"),
            (Samples.Hold(new CapacityVector(Litres: 5), id), "capacity"),
        ];
        foreach (var (command, constraint) in table)
            (await kernel.HoldAsync(command)).Refusal!.Constraint.ShouldBe(constraint, command.ToString());
        (await kernel.FactsAsync()).OfType<HoldRefused>().Count().ShouldBe(table.Length);
    }

    [Fact]
    public async Task An_expired_hold_cannot_be_confirmed_and_gives_back_once()
    {
        var id = await kernel.MovementAsync("M-10", Samples.FiftyTeu);
        var late = Samples.Hold(Samples.Teu(2), id, ttl: 1);
        var swept = Samples.Hold(Samples.Teu(3), id, ttl: 1);
        await kernel.HoldAsync(late);
        await kernel.HoldAsync(swept);
        await Task.Delay(1100);

        (await kernel.ConfirmAsync(late.HoldId))!.State.ShouldBe(HoldState.Expired);
        (await kernel.ExpireAsync()).ShouldBe(1);
        (await kernel.ExpireAsync()).ShouldBe(0);
        (await kernel.ReleaseAsync(swept.HoldId)).State.ShouldBe(HoldState.Expired);
        (await kernel.MovementAsync(id)).Segments[0].Free().ShouldBe(Samples.FiftyTeu);
        (await kernel.FactsAsync()).OfType<HoldExpired>().Select(e => e.HoldId).ShouldBe([late.HoldId, swept.HoldId, swept.HoldId]);
    }

    [Fact]
    public async Task A_hold_that_comes_after_its_release_takes_nothing()
    {
        var id = await kernel.MovementAsync("M-11", Samples.FiftyTeu);
        var command = Samples.Hold(Samples.Teu(2), id);
        await kernel.ReleaseAsync(command.HoldId);
        (await kernel.HoldAsync(command)).State.ShouldBe(HoldState.Released);
        (await kernel.MovementAsync(id)).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_cancelled_meanwhile_cannot_be_confirmed()
    {
        var id = await kernel.MovementAsync("M-12", Samples.FiftyTeu);
        var command = Samples.Hold(Samples.Teu(2), id);
        await kernel.HoldAsync(command);
        await kernel.DoAsync(w => Cancellation.CancelAsync(w, id, "test", "test", default));
        var hold = await kernel.ConfirmAsync(command.HoldId);
        hold!.State.ShouldBe(HoldState.Refused);
        hold.Refusal!.Constraint.ShouldBe("cancelled");
        (await kernel.MovementAsync(id)).Segments[0].Held.ShouldBe(new CapacityVector());
    }

    [Fact]
    public async Task Confirming_what_never_was_is_refused()
    {
        (await kernel.ConfirmAsync(Guid.NewGuid())).ShouldBeNull();
        (await kernel.FactsAsync()).OfType<HoldRefused>().Single().Constraint.ShouldBe("unknown");
    }

    [Fact]
    public async Task The_physics_of_the_mode_is_asked()
    {
        await using var strict = kernel.Again(
            Samples.Module with
            {
                Fits = r =>
                    r.Demand.Kg > 30_000 ? new Misfit("weight", r.FromCall)
                    : r.Boxes?.Any(b => b.LengthFeet > 40) ?? false ? new Misfit("length", Dimension: "feet")
                    : null,
            }
        );
        var id = await kernel.MovementAsync("M-13", Samples.FiftyTeu);
        (await strict.HoldAsync(Samples.Hold(new CapacityVector(Teu100: 100, Kg: 30_001), id))).Refusal.ShouldBe(
            new Refusal(0, "weight", Segment: 0)
        );
        (await strict.HoldAsync(Samples.Hold(new CapacityVector(Teu100: 100, Kg: 30_000), id))).State.ShouldBe(HoldState.Held);
        (await BoxesAsync(new HoldBoxes(45, 1, 20_000))).Refusal.ShouldBe(new Refusal(0, "length", "feet"));
        (await BoxesAsync(new HoldBoxes(40, 1, 20_000))).State.ShouldBe(HoldState.Held);
        (await BoxesAsync(new HoldBoxes(40, 1_001, 20_000))).Refusal.ShouldBe(new Refusal(0, "invalid"));
        (await BoxesAsync(new HoldBoxes(40, 0, 20_000))).Refusal.ShouldBe(new Refusal(0, "invalid"));

        Task<Hold> BoxesAsync(HoldBoxes boxes) =>
            strict.HoldAsync(Samples.Hold([new HoldLeg(new CapacityVector(Teu100: 200, Kg: 20_000), id, 0, 1, Boxes: [boxes])]));
    }

    [Fact]
    public async Task Lanes_draw_on_their_pool_of_the_day()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(3);
        var command = Samples.Hold([new HoldLeg(Samples.Teu(30), LaneId: "N-DLZ-LUO", Day: day)]);
        (await kernel.HoldAsync(command)).State.ShouldBe(HoldState.Held);
        (await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(11), LaneId: "N-DLZ-LUO", Day: day)]))).Refusal.ShouldBe(
            new Refusal(0, "capacity", "teu100", null, Samples.Teu(10))
        );
        (await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(11), LaneId: "N-DLZ-LUO", Day: day.AddDays(1))]))).State.ShouldBe(
            HoldState.Held
        );
        (
            await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(1), LaneId: "N-DLZ-LUO", Day: day.AddDays(-4))]))
        ).Refusal!.Constraint.ShouldBe("cutoff");
        (
            await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(1), LaneId: "N-DLZ-LUO", Day: day.AddDays(90))]))
        ).Refusal!.Constraint.ShouldBe("unknown");
        await kernel.ConfirmAsync(command.HoldId);
        var changes = (await kernel.FactsAsync()).OfType<PoolCapacityChanged>().Where(p => p.Day == day && p.PoolId == "P-DLZ").ToList();
        changes.Select(c => c.Revision).ShouldBe([1, 2, 3]);
        changes[^1].Confirmed.ShouldBe(Samples.Teu(30));
    }

    [Fact]
    public async Task A_lane_is_held_for_departures_at_which_it_is_open()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(3);
        var noon = Network.HubTime.InstantOf(day, new TimeOnly(12, 0));
        await RaiseAsync("D-ROAD", [], ["N-DLZ-LUO"]);
        await RaiseAsync("D-GATE", ["QJP-DLZ"], []); // where N-LUO-DLZ ends

        (await RefusalAsync("N-DLZ-LUO", null, null)).ShouldBe("closed"); // at any time of the day is not at every time of it
        (await RefusalAsync("N-DLZ-LUO", -75, 0)).ShouldBeNull(); // the window begins as it arrives
        (await RefusalAsync("N-DLZ-LUO", -74, 1)).ShouldBe("closed"); // is under way then
        (await RefusalAsync("N-DLZ-LUO", 119, 194)).ShouldBe("closed");
        (await RefusalAsync("N-DLZ-LUO", 120, 195)).ShouldBeNull();
        (await RefusalAsync("N-LUO-DLZ", -76, -1)).ShouldBeNull();
        (await RefusalAsync("N-LUO-DLZ", -75, 0)).ShouldBe("closed"); // arrives at a shut gate
        (await RefusalAsync("N-LUO-DLZ", 30, 120)).ShouldBeNull(); // waits on the way until it opens
        (await RefusalAsync("N-DLZ-LUO", 60 * 24, 60 * 26)).ShouldBe("invalid"); // on another day

        Task RaiseAsync(string id, string[] terminals, string[] lines) =>
            kernel.DoAsync(async w =>
            {
                var window = new Disruption(id, 1, "CLOSURE", terminals, lines, noon, noon.AddHours(2), "x", "OPEN", Ceiling.Nothing, noon);
                await DisruptionStore.SaveAsync(w, window, default);
                return 0;
            });

        async Task<string?> RefusalAsync(string lane, int? leaves, int? arrives) =>
            (
                await kernel.HoldAsync(
                    Samples.Hold([
                        new HoldLeg(
                            Samples.Teu(1),
                            LaneId: lane,
                            Day: day,
                            Departure: leaves is { } l ? noon.AddMinutes(l) : null,
                            Arrival: arrives is { } a ? noon.AddMinutes(a) : null
                        ),
                    ])
                )
            )
                .Refusal
                ?.Constraint;
    }

    [Fact]
    public async Task A_lane_that_is_offered_for_a_while_is_held_within_it_and_withdrawn_by_its_suffix()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(3);
        var noon = Network.HubTime.InstantOf(day, new TimeOnly(12, 0));
        var detour = Samples.Lane with { LaneId = "N-DLZ-LUO.D1", Km = 80m, Times = [new(0, 90), new(1440, 90)] };
        await PutAsync(noon.AddHours(2));
        await PutAsync(noon.AddHours(2)); // changes nothing
        await PutAsync(noon.AddHours(3));

        (await RefusalAsync(-1)).ShouldBe("withdrawn");
        (await RefusalAsync(0)).ShouldBeNull();
        (await RefusalAsync(179)).ShouldBeNull();
        (await RefusalAsync(180)).ShouldBe("withdrawn");
        await kernel.UpkeepAsync(); // leaves it alone: it is not made from the seed
        (await RefusalAsync(0)).ShouldBeNull();

        (await kernel.DoAsync(w => LaneWriter.WithdrawAddedAsync(w, ".D2", [], default))).ShouldBeEmpty();
        (await kernel.DoAsync(w => LaneWriter.WithdrawAddedAsync(w, ".D1", [], default))).ShouldBe([detour.LaneId]);
        (await RefusalAsync(0)).ShouldBe("withdrawn");
        var facts = (await kernel.FactsAsync()).OfType<LanePublished>().Where(f => f.LaneId == detour.LaneId).ToList();
        facts.Select(f => (f.Revision, f.Withdrawn)).ShouldBe([(1, false), (2, false), (3, true)]);
        facts[^1]
            .ShouldSatisfyAllConditions(
                f => f.OfferedFrom.ShouldBe(noon),
                f => f.OfferedTo.ShouldBe(noon.AddHours(3)),
                f => f.Times.ShouldBe(detour.Times)
            );

        Task PutAsync(DateTimeOffset to) =>
            kernel.DoAsync(w => LaneWriter.PutAsync(w, [detour with { OfferedFrom = noon, OfferedTo = to }], seeded: false, default));

        async Task<string?> RefusalAsync(int leaves) =>
            (
                await kernel.HoldAsync(
                    Samples.Hold([
                        new HoldLeg(
                            Samples.Teu(1),
                            LaneId: detour.LaneId,
                            Day: day,
                            Departure: noon.AddMinutes(leaves),
                            Arrival: noon.AddHours(8)
                        ),
                    ])
                )
            )
                .Refusal
                ?.Constraint;
    }
}
