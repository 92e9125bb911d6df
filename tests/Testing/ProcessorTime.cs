using System.Globalization;
using Npgsql;

namespace Qujiang.Testing;

/// <summary>
/// Processor time that programs of this machine have used, read from <c>/proc</c>: of a process, of a PostgreSQL server with all its sessions, of a
/// RabbitMQ node. On a machine that does other work besides, it tells what something costs far more steadily than a clock does. Null where the
/// program does not run here.
/// </summary>
public static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, which Linux has fixed for what it shows to programs

    /// <summary>Seconds of a process, without its children.</summary>
    public static double? OfProcess(int pid) => Read(pid) is { } stat ? stat.Own / TicksPerSecond : null;

    /// <summary>Seconds of the server that answers on this connection: the postmaster, its children, and those that have ended.</summary>
    public static async Task<double?> OfPostgresAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT pg_backend_pid()");
        if (Read((int)(await command.ExecuteScalarAsync())!) is not { Name: "postgres" } session)
        {
            return null;
        }

        var all = Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? Read(pid) : null)
            .OfType<Stat>();
        return all.Sum(s =>
                s.Pid == session.Parent ? s.Own + s.OfEnded
                : s.Parent == session.Parent ? s.Own
                : 0
            ) / TicksPerSecond;
    }

    /// <summary>Seconds of the first node of a broker.</summary>
    public static async Task<double?> OfRabbitMqAsync(BrokerManagement management)
    {
        var node = (await management.GetAsync("nodes"))[0];
        return
            int.TryParse(node.GetProperty("os_pid").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && Read(pid) is { Name: "beam.smp" } stat
            ? stat.Own / TicksPerSecond
            : null;
    }

    private static Stat? Read(int pid)
    {
        try
        {
            // pid (name) state ppid ... utime stime cutime cstime: a name may hold spaces and brackets.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
            var fields = text[(close + 2)..].Split(' ');
            return new Stat(pid, text[(open + 1)..close], (int)Number(1), Number(11) + Number(12), Number(13) + Number(14));

            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // there is no such process, or it has just ended
        }
    }

    private sealed record Stat(int Pid, string Name, int Parent, long Own, long OfEnded);
}
