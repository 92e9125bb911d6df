using Qujiang.Messaging.Postgres.Tests;
using Xunit.MicrosoftTestingPlatform;

// Without these arguments it is what xunit would have generated.
if (args is [Victim.Argument, var database, var broker])
{
    return await Victim.RunAsync(database, broker);
}

if (args is [Victim.EaterArgument, var itsDatabase, var itsBroker])
{
    return await Victim.EatAsync(itsDatabase, itsBroker);
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
