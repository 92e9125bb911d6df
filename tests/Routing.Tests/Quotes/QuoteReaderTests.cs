using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>How far ahead cargo may become ready, whatever the hour of the day at which a quote is asked for.</summary>
public sealed class QuoteReaderTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("01:03:00")]
    [InlineData("08:00:00")]
    [InlineData("23:59:59")]
    public void Cargo_may_become_ready_at_any_hour_of_the_last_day_of_the_timetable(string asked)
    {
        var now = HubTime.InstantOf(Today, TimeOnly.Parse(asked));
        var last = Today.AddDays(45); // on which leg services have their last runs begin, at any hour
        Errors(now, HubTime.InstantOf(last, new TimeOnly(0, 0))).ShouldBeEmpty();
        Errors(now, HubTime.InstantOf(last, new TimeOnly(23, 59, 59))).ShouldBeEmpty();
        Errors(now, HubTime.InstantOf(last.AddDays(1), new TimeOnly(0, 0)))
            .ShouldBe(["/readyAt is beyond the timetable, which is known for 45 days, until 2027-01-09"]);
    }

    private static IEnumerable<string> Errors(DateTimeOffset now, DateTimeOffset readyAt)
    {
        var check = new Validator();
        new QuoteReader(Terminals.Hub, Options.Create(new RoutingOptions()), new FakeTimeProvider(now)).Read(
            new QuoteRequest(
                new PlaceRequest("QJP-DLZ"),
                new PlaceRequest("BLG-PRT"),
                $"{HubTime.ToHub(readyAt):yyyy-MM-ddTHH:mm:sszzz}",
                Equipment: [new EquipmentRequest("45G1", 1, 20_000)]
            ),
            check
        );
        return check.Errors.Select(e => $"{e.Pointer} {e.Detail}");
    }
}
