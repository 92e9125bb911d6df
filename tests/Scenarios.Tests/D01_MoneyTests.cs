using System.Globalization;

namespace Qujiang.Scenarios.Tests;

/// <summary>What a forwarder is told to pay is one amount, from the quote to the last fen of the fee.</summary>
[Collection(nameof(HouseCollection))]
public sealed class D01_MoneyTests(House house)
{
    private const string Tenant = "money";

    [Fact]
    public async Task Quote_hold_booking_and_cancellation_fee_agree_to_the_fen()
    {
        using var client = house.Client("booking", Tenant);
        await using var bus = await Listener.ToAsync(house.Vhost.Uri, "qujiang.booking-confirmed.v1", "qujiang.booking-cancelled.v1");
        // Three trains, a day apart: one is cancelled in time, one after its cut-off, one under way.
        var shares = new[] { 0m, 0.25m, 1m };
        foreach (var (i, share) in shares.Index())
        {
            var option = await Timetable.OptionAsync(house, Tenant, "QZR-EST", "BLR-RAIL", "RAIL", DateTimeOffset.UtcNow.AddDays(3 + i));
            var price = option["price"]!.AsObject().Money();
            option.Charges().Sum(c => c.Money()).ShouldBe(price, "a quote is the sum of its charges");
            var offer = OfferPress.Read(option.Text("offer"));
            offer["amountFen"]!.GetValue<long>().ShouldBe(Fen(price));
            offer["charges"]!.AsArray().Sum(c => c!["amountFen"]!.GetValue<long>()).ShouldBe(Fen(price));

            var hold = await TakenAsync(client.AskAsync(HttpMethod.Post, "/v1/holds", new JsonObject { ["offer"] = option.Text("offer") }));
            hold["price"]!.AsObject().Money().ShouldBe(price);
            var wanted = new JsonObject { ["holdId"] = hold.Text("holdId") };
            var booking = await TakenAsync(client.AskAsync(HttpMethod.Post, "/v1/bookings", wanted, ("Prefer", "wait=25")));
            booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
            booking["price"]!.AsObject().Money().ShouldBe(price);

            var train = option.Legs().Single().Text("movementId");
            if (share > 0)
            {
                var minutes = share == 1m ? -10 : 30;
                await Timetable.DepartAsync(house, "rail", train, DateTimeOffset.UtcNow.AddMinutes(minutes));
            }

            var path = $"/v1/bookings/{booking.Text("bookingId")}";
            var cancelled = await TakenAsync(client.AskAsync(HttpMethod.Post, $"{path}/cancel", new JsonObject()));
            var fee = Math.Round(price * share, 2, MidpointRounding.AwayFromZero);
            cancelled["cancellationFee"]!.AsObject().Money().ShouldBe(fee);
            var fact = await Eventually.ValueAsync(
                () =>
                    Task.FromResult(
                        bus.All.Select(h => h.Fact)
                            .FirstOrDefault(f => f["feeFen"] is not null && f.Text("bookingId") == booking.Text("bookingId"))
                    ),
                f => f is not null,
                what: "the fact that it is cancelled"
            );
            fact!["feeFen"]!.GetValue<long>().ShouldBe(Fen(fee));
            Hub.Report(
                string.Create(CultureInfo.InvariantCulture, $"{price} CNY quoted, held and booked; {share:P0} of it to cancel: {fee}")
            );
        }

        await Bookings.CancelAsync(house, Tenant);
    }

    private static async Task<JsonObject> TakenAsync(Task<(int Status, JsonObject Body)> asking)
    {
        var (status, body) = await asking;
        status.ShouldBeInRange(200, 202, body.ToJsonString());
        return body;
    }

    private static long Fen(decimal yuan) => (long)(yuan * 100);
}
