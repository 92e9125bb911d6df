using System.Diagnostics.Metrics;
using Qujiang.Booking.Domain;

namespace Qujiang.Booking;

/// <summary>The meter <c>Qujiang.Booking</c>.</summary>
public sealed class BookingMetrics
{
    public const string MeterName = "Qujiang.Booking";

    private readonly Counter<long> _events;
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _decision;
    private readonly Histogram<double> _replan;

    public BookingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _events = meter.CreateCounter<long>("qujiang.booking.events", "{event}", "What became of bookings");
        _commands = meter.CreateCounter<long>("qujiang.booking.commands", "{command}", "Commands sent to leg services");
        _decision = meter.CreateHistogram<double>("qujiang.booking.decision.duration", "s", "From the request to its decision");
        _replan = meter.CreateHistogram<double>("qujiang.booking.replan.duration", "s", "From the disruption to the proposals");
    }

    public void Count(Decision decision, bool wasDecided, DateTimeOffset now)
    {
        foreach (var happened in decision.Events)
        {
            _events.Add(1, new KeyValuePair<string, object?>("event", happened.GetType().Name));
        }

        foreach (var command in decision.Commands)
        {
            _commands.Add(1, new("command", command.GetType().Name), new("service", command.Service));
        }

        if (decision.State.Decided && !wasDecided)
        {
            var outcome = decision.State.Booked ? decision.State.Status.ToString() : decision.State.HoldStatus.ToString();
            _decision.Record((now - decision.State.CreatedAt).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void Replanned(TimeSpan took, string result) =>
        _replan.Record(took.TotalSeconds, new KeyValuePair<string, object?>("result", result));
}
